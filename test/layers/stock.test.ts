import * as tf from '@tensorflow/tfjs';
import '../../src/layers/index.js';

beforeAll(() => tf.setBackend('cpu'));

describe('what TensorFlow.js does by itself stays', () => {
  test('a tensor has its mask where MultiHeadAttention looks for it, and takes it along', () => {
    const layer = tf.layers.embedding({ inputDim: 4, outputDim: 2, maskZero: true });
    layer.build([null, 3]);
    const before = tf.memory().numTensors;
    const ids = tf.tensor2d([[1, 2, 0]]);
    const embedded = layer.apply(ids) as tf.Tensor;
    const dropped = tf.layers.dropout({ rate: 0.5 }).apply(embedded) as tf.Tensor;
    for (const tensor of [embedded, dropped]) {
      expect(tensor.kerasMask!.arraySync()).toEqual([[1, 1, 0]]);
    }
    embedded.dispose();
    expect(dropped.kerasMask!.isDisposed).toBe(false);
    tf.dispose([ids, dropped]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each([
    ['a size that does not fit', [5], 'Total size of new array must be unchanged'],
    ['two unknown sizes', [-1, -1], 'Can only specifiy one unknown dimension'],
    ['a size that does not divide', [-1, 5], 'Total size of new array must be unchanged'],
  ])('Reshape refuses %s', (_, targetShape, message) => {
    const input = tf.input({ shape: [2, 4] });
    expect(() => tf.layers.reshape({ targetShape }).apply(input)).toThrow(message);
  });
});
