import * as tf from '@tensorflow/tfjs';
import type * as Package from '../../src/index.js';
import { largestNorm } from '../support/reference.js';

const C = 0.3;

/** The package, imported only now: by then some models have been built. */
function importPackage(): typeof Package {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- at the time of the call
  return require('../../src/index.js') as typeof Package;
}

/** A model of constraints that TensorFlow.js ignores, as it is built before the import. */
function model(): tf.Sequential {
  const kernelConstraint = tf.constraints.maxNorm({ maxValue: C, axis: 0 });
  // Seeded: from some weights the recurrent layer saturates, and nothing moves any more.
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 3 });
  return tf.sequential({
    layers: [
      tf.layers.dense({ units: 3, inputShape: [4], kernelConstraint, kernelInitializer }),
      tf.sequential({
        layers: [
          tf.layers.dense({
            units: 3,
            inputShape: [3],
            kernelConstraint,
            kernelInitializer,
            biasConstraint: 'nonNeg',
          }),
        ],
      }),
      tf.layers.reshape({ targetShape: [3, 1] }),
      tf.layers.bidirectional({
        layer: tf.layers.gru({
          units: 2,
          kernelConstraint,
          kernelInitializer,
          recurrentInitializer: kernelInitializer,
        }),
      }),
    ],
  });
}

async function train(built: tf.LayersModel): Promise<void> {
  built.compile({ optimizer: tf.train.adam(0.3), loss: 'meanSquaredError' });
  for (let i = 0; i < 3; i++) await built.trainOnBatch(tf.ones([8, 4]), tf.fill([8, 4], 100));
}

const kernelNorm = (built: tf.LayersModel) => largestNorm(built.layers[0].getWeights()[0], [0]);

test('a model built before the import is bounded, released and bounded again', async () => {
  await tf.setBackend('cpu');
  const built = model();
  await train(built);
  expect(kernelNorm(built)).toBeGreaterThan(C * 1.01);

  const { enforceConstraints, releaseConstraints } = importPackage();
  await train(built);
  expect(kernelNorm(built)).toBeGreaterThan(C * 1.01);

  const before = tf.memory().numTensors;
  expect(enforceConstraints(built)).toBe(5);
  expect(enforceConstraints(built)).toBe(0);
  expect(tf.memory().numTensors).toBe(before);
  expect(kernelNorm(built)).toBeLessThanOrEqual(C * (1 + 1e-6));
  await train(built);
  for (const weight of built.weights) {
    if (/recurrent|bias/.test(weight.name)) continue;
    expect(largestNorm(weight.read(), [0])).toBeLessThanOrEqual(C * (1 + 1e-6));
  }

  expect(releaseConstraints(built)).toBe(5);
  expect(releaseConstraints(built)).toBe(0);
  await train(built);
  expect(kernelNorm(built)).toBeGreaterThan(C * 1.01);
  const free = tf.tidy(() => {
    built.setWeights(built.getWeights().map((weight) => tf.mul(weight, 10)));
    return kernelNorm(built);
  });
  expect(free).toBeGreaterThan(C * 9);

  expect(enforceConstraints(built)).toBe(5);
  expect(kernelNorm(built)).toBeLessThanOrEqual(C * (1 + 1e-6));
});

test('a model built after the import is bounded already, and can be released', async () => {
  const { enforceConstraints, releaseConstraints } = importPackage();
  const built = model();
  expect(enforceConstraints(built)).toBe(0);
  expect(releaseConstraints(built)).toBe(5);
  await train(built);
  expect(kernelNorm(built)).toBeGreaterThan(C * 1.01);
  expect(enforceConstraints(built)).toBe(5);
  await train(built);
  expect(kernelNorm(built)).toBeLessThanOrEqual(C * (1 + 1e-6));
});

test('what is no model is refused', () => {
  const { enforceConstraints, releaseConstraints } = importPackage();
  expect(() => enforceConstraints({} as tf.LayersModel)).toThrow(
    'enforceConstraints: model must be a tf.LayersModel or a layer, got {}.',
  );
  expect(() => releaseConstraints(null as unknown as tf.LayersModel)).toThrow('got null');
});
