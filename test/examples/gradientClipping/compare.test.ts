import * as tf from '@tensorflow/tfjs';
import {
  clipByGlobalNorm,
  globalNorm,
} from '../../../examples/gradientClipping/clipByGlobalNorm.js';
import {
  CLIP_NORM,
  LEARNING_RATE,
  MAX_VALUE,
  train,
} from '../../../examples/gradientClipping/compare.js';

const STEP = LEARNING_RATE * CLIP_NORM;

beforeAll(() => tf.setBackend('cpu'));

test('clipping bounds the step and leaves norms free', async () => {
  const before = tf.memory().numTensors;
  const { largestStep, largestNorm } = await train({ clip: true, maxNorm: false });
  expect(tf.memory().numTensors).toBe(before);
  expect(largestStep).toBeLessThanOrEqual(STEP * (1 + 1e-5));
  expect(largestNorm).toBeGreaterThan(1.5 * MAX_VALUE);
});

test('max-norm bounds the weights and leaves the step free', async () => {
  const { largestStep, largestNorm } = await train({ clip: false, maxNorm: true });
  expect(largestStep).toBeGreaterThan(10 * STEP);
  expect(largestNorm).toBeLessThanOrEqual(MAX_VALUE * (1 + 1e-6));
});

test('clipByGlobalNorm scales all gradients by one factor, and only where they are too long', () => {
  const gradients = { a: tf.tensor1d([3]), b: tf.tensor1d([0, 4]) };
  expect(globalNorm(gradients).dataSync()[0]).toBeCloseTo(5, 6);
  const clipped = clipByGlobalNorm(gradients, 1);
  expect(clipped.a.dataSync()[0]).toBeCloseTo(0.6, 6);
  expect(clipped.b.dataSync()[1]).toBeCloseTo(0.8, 6);
  expect(Array.from(clipByGlobalNorm(gradients, 6).b.dataSync())).toEqual([0, 4]);
});
