import * as tf from '@tensorflow/tfjs';
import { maxNorm, projectModel } from '../../src/index.js';
import { describeBackends } from '../support/backends.js';
import { largestNorm, reference } from '../support/reference.js';

describeBackends('projectModel', () => {
  test('projects once, tells what changed, and enforces nothing later', async () => {
    const built = tf.sequential({
      layers: [
        tf.layers.conv2d({ name: 'conv', filters: 3, kernelSize: 2, inputShape: [4, 4, 2] }),
        tf.layers.flatten(),
        tf.layers.dense({ name: 'small', units: 2, kernelInitializer: 'zeros' }),
      ],
    });
    const kernel = tf.mul(tf.randomNormal([2, 2, 2, 3], 0, 1, 'float32', 5), [9, 0.01, 9]);
    built.layers[0].setWeights([kernel, tf.zeros([3])]);
    const { norms, projected } = reference(kernel.dataSync(), [2, 2, 2, 3], [0, 1, 2], 1);
    const before = tf.memory().numTensors;
    const changed = await projectModel(built, { maxValue: 1 });
    expect(tf.memory().numTensors).toBe(before);
    expect(changed).toEqual([
      {
        layer: 'conv',
        weight: 'kernel',
        units: 3,
        unitsCut: 2,
        maxBefore: expect.any(Number) as number,
      },
    ]);
    expect(changed[0].maxBefore).toBeCloseTo(Math.max(...norms), 4);
    const values = built.getWeights()[0].dataSync();
    projected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 5));
    expect(await projectModel(built, { maxValue: 1 })).toEqual([]);
    built.layers[0].setWeights([kernel, tf.zeros([3])]);
    expect(largestNorm(built.getWeights()[0], [0, 1, 2])).toBeGreaterThan(1);
  });
});

describe('projectModel', () => {
  beforeAll(() => tf.setBackend('cpu'));

  test('has changed the weights by the time it returns its promise', async () => {
    const built = tf.sequential({
      layers: [tf.layers.dense({ units: 2, inputShape: [4], kernelInitializer: 'ones' })],
    });
    const promise = projectModel(built, { maxValue: 1 });
    expect(largestNorm(built.getWeights()[0], [0])).toBeCloseTo(1, 5);
    await promise;
  });

  test('projects weights that carry a constraint as well', async () => {
    const built = tf.sequential({
      layers: [
        tf.layers.dense({
          units: 2,
          inputShape: [4],
          kernelInitializer: 'ones',
          kernelConstraint: maxNorm({ maxValue: 1.5 }),
        }),
      ],
    });
    expect(await projectModel(built, { maxValue: 1 })).toHaveLength(1);
    expect(largestNorm(built.getWeights()[0], [0])).toBeCloseTo(1, 5);
    built.setWeights([tf.ones([4, 2]), tf.zeros([2])]);
    expect(largestNorm(built.getWeights()[0], [0])).toBeCloseTo(1.5, 5);
  });

  test('takes selections, explicit axes and further weights', async () => {
    const built = tf.sequential({
      layers: [
        tf.layers.embedding({
          name: 'words',
          inputDim: 5,
          outputDim: 4,
          inputLength: 3,
          embeddingsInitializer: 'ones',
        }),
        tf.layers.layerNormalization({ name: 'norm' }),
      ],
    });
    expect(await projectModel(built, { maxValue: 1, weights: ['embeddings'] })).toEqual([
      { layer: 'words', weight: 'embeddings', units: 5, unitsCut: 5, maxBefore: 2 },
    ]);
    expect(await projectModel(built, { maxValue: 1, weights: ['gamma'], axis: -1 })).toEqual([
      { layer: 'norm', weight: 'gamma', units: 1, unitsCut: 1, maxBefore: 2 },
    ]);
  });

  test('a selection that matches nothing, or does not fit, is an error', async () => {
    const built = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [4] })] });
    await expect(projectModel(built, { maxValue: 1, layers: [] })).rejects.toThrow(
      /^projectModel: the selection by layers and weights matches nothing; there are dense_Dense\d+\/kernel, dense_Dense\d+\/bias\.$/,
    );
    await expect(projectModel(built, { maxValue: 0 })).rejects.toThrow('projectModel: maxValue');
    await expect(projectModel(built, { maxValue: 1, replace: true } as never)).rejects.toThrow(
      'unknown option "replace"',
    );
    await expect(projectModel(built, { maxValue: 1, axis: 5 })).rejects.toThrow('axis must be in');
  });
});
