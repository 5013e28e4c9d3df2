import * as tf from '@tensorflow/tfjs';
import { deadUnits } from '../../../examples/experiments/training/deadUnits.js';
import { PIXELS } from '../../../examples/shared/mnist/digits.js';

test('counts the units of each hidden layer that no digit makes fire', () => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 4, activation: 'relu', inputShape: [PIXELS] }),
      tf.layers.dropout({ rate: 0.5 }),
      tf.layers.dense({ units: 2, activation: 'relu' }),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ],
  });
  const [kernel, , deep] = model.getWeights();
  model.setWeights([
    tf.zeros(kernel.shape),
    tf.tensor1d([1, -1, 0, 2]), // two of four fire
    tf.onesLike(deep),
    tf.tensor1d([-2, -4]), // 1 + 2 comes in: one of two fires
    ...model.getWeights().slice(4),
  ]);
  const digits = { images: new Uint8Array(3 * PIXELS), labels: new Uint8Array(3) };
  const before = tf.memory().numTensors;
  expect(deadUnits(model, digits)).toEqual([0.5, 0.5]);
  expect(tf.memory().numTensors).toBe(before);
});
