import * as tf from '@tensorflow/tfjs';
import '../../src/layers/index.js';

beforeAll(() => tf.setBackend('cpu'));

/** The same kernel without holes: zeros where they are. Its gradient is TensorFlow.js's own. */
function filled(kernel: tf.Tensor4D, [down, across]: [number, number]): tf.Tensor4D {
  const [rows, columns, depth, filters] = kernel.shape;
  const wide = tf
    .pad(kernel.reshape([rows, 1, columns, 1, depth * filters]), [
      [0, 0],
      [0, down - 1],
      [0, 0],
      [0, across - 1],
      [0, 0],
    ])
    .reshape([rows * down, columns * across, depth, filters]);
  return wide.slice(
    [0, 0, 0, 0],
    [(rows - 1) * down + 1, (columns - 1) * across + 1, depth, filters],
  ) as tf.Tensor4D;
}

type Four = [number, number, number, number];
const cases: [Four, Four, [number, number], 'same' | 'valid'][] = [
  [[2, 9, 8, 3], [3, 2, 3, 4], [2, 3], 'same'],
  [[2, 9, 8, 3], [3, 2, 3, 4], [2, 3], 'valid'],
  [[1, 7, 7, 1], [3, 3, 1, 2], [3, 3], 'valid'],
  [[2, 1, 13, 2], [1, 4, 2, 3], [1, 4], 'same'],
];

test.each(cases)('input %j, kernel %j, dilation %j, %s', (shape, size, rate, pad) => {
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const x = tf.randomNormal<tf.Rank.R4>(shape, 0, 1, 'float32', 1);
    const kernel = tf.randomNormal<tf.Rank.R4>(size, 0, 1, 'float32', 2);
    const loss = (y: tf.Tensor) =>
      y.mul(tf.randomNormal(y.shape, 0, 1, 'float32', 3)).sum<tf.Scalar>();
    const dilated = tf.grads((a: tf.Tensor, b: tf.Tensor) =>
      loss(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, pad, 'NHWC', rate)),
    )([x, kernel]);
    const plain = tf.grads((a: tf.Tensor, b: tf.Tensor) =>
      loss(tf.conv2d(a as tf.Tensor4D, filled(b as tf.Tensor4D, rate), 1, pad)),
    )([x, kernel]);
    dilated.forEach((gradient, i) => {
      expect(gradient.shape).toEqual(plain[i].shape);
      expect(gradient.sub(plain[i]).abs().max().dataSync()[0]).toBeLessThan(1e-4);
    });
  });
  expect(tf.memory().numTensors).toBe(before);
});

test('Conv1D with causal padding sees no later step, and trains with a dilated kernel', async () => {
  const layer = tf.layers.conv1d({
    filters: 2,
    kernelSize: 3,
    padding: 'causal',
    dilationRate: 2,
    inputShape: [9, 2],
  });
  const model = tf.sequential({ layers: [layer] });
  expect(model.outputShape).toEqual([null, 9, 2]);
  const x = tf.randomNormal([1, 9, 2], 0, 1, 'float32', 1);
  const later = x.add(tf.pad(tf.ones([1, 3, 2]), [[0, 0], [6, 0], [0, 0]])); // prettier-ignore
  const [a, b] = [x, later].map((input) => model.predict(input) as tf.Tensor);
  expect(
    a
      .slice([0, 0, 0], [1, 6, 2])
      .sub(b.slice([0, 0, 0], [1, 6, 2]))
      .abs()
      .max()
      .dataSync()[0],
  ).toBe(0);
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
  const target = tf.ones([1, 9, 2]);
  const first = (await model.trainOnBatch(x, target)) as number;
  let last = first;
  const before = tf.memory().numTensors;
  for (let step = 0; step < 20; step++) {
    last = (await model.trainOnBatch(x, target)) as number;
  }
  expect(tf.memory().numTensors).toBe(before);
  expect(last).toBeLessThan(first);
});
