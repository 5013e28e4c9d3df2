import * as tf from '@tensorflow/tfjs';
import { clipGradients } from '../../../examples/gradientClipping/clipGradients.js';

test.each([
  ['scales the gradients of all variables by one factor', 1, [0.6, 0.8]],
  ['leaves shorter gradients alone', 10, [3, 4]],
])('%s', (_, maxNorm, expected) => {
  const a = tf.variable(tf.scalar(0));
  const b = tf.variable(tf.scalar(0));
  const optimizer = tf.train.sgd(1);
  clipGradients(optimizer, maxNorm);
  const before = tf.memory().numTensors;
  optimizer.minimize(() => tf.addN([tf.mul(a, -3), tf.mul(b, -4)]) as tf.Scalar);
  expect(a.dataSync()[0]).toBeCloseTo(expected[0], 6);
  expect(b.dataSync()[0]).toBeCloseTo(expected[1], 6);
  optimizer.minimize(() => tf.addN([tf.mul(a, -3), tf.mul(b, -4)]) as tf.Scalar);
  expect(tf.memory().numTensors - before).toBeLessThanOrEqual(1); // the optimizer's count of iterations
  tf.dispose([a, b]);
});

test('clips in model.fit', async () => {
  const optimizer = tf.train.sgd(1);
  clipGradients(optimizer, 0.5);
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'zeros' })],
  });
  model.compile({ optimizer, loss: 'meanSquaredError' });
  // At 0, the gradient of (w + b - 5)^2 is -10 for both.
  await model.fit(tf.ones([1, 1]), tf.fill([1, 1], 5), { verbose: 0 });
  const [w, b] = model.getWeights().map((weight) => weight.dataSync()[0]);
  expect(w).toBeCloseTo(0.5 / Math.SQRT2, 6);
  expect(b).toBeCloseTo(0.5 / Math.SQRT2, 6);
});
