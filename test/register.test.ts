import * as tf from '@tensorflow/tfjs';
import * as first from '../src/index.js';
import { secondCopy } from './support/copies.js';
import { largestNorm } from './support/reference.js';
import { anotherTfjs } from './support/saving.js';

describe('two copies of the package', () => {
  let second: typeof first;
  beforeAll(async () => {
    await tf.setBackend('cpu');
    const warn = jest.spyOn(console, 'warn');
    second = secondCopy();
    expect(warn).not.toHaveBeenCalled();
  });

  test('are two copies, with one hook and one registration', () => {
    expect(second.MaxNorm).not.toBe(first.MaxNorm);
    expect(tf.serialization.SerializationMap.getMap().classNameMap.MaxNorm[0]).toBe(first.MaxNorm);
  });

  test.each([
    ['first', () => first],
    ['second', () => second],
  ])('project once a step under a constraint of the %s', async (_, copy) => {
    const constraint = copy().maxNorm({ maxValue: 0.3 });
    const apply = jest.spyOn(copy().MaxNorm.prototype, 'apply');
    const layer = tf.layers.dense({ units: 2, inputShape: [3], kernelConstraint: constraint });
    const model = tf.sequential({ layers: [layer] });
    model.compile({ optimizer: tf.train.adam(0.3), loss: 'meanSquaredError' });
    expect(apply).toHaveBeenCalledTimes(1);
    for (let i = 0; i < 3; i++) await model.trainOnBatch(tf.ones([4, 3]), tf.fill([4, 2], 100));
    expect(apply).toHaveBeenCalledTimes(4);
    expect(largestNorm(layer.getWeights()[0], [0])).toBeLessThanOrEqual(0.3 * (1 + 1e-6));
    apply.mockRestore();
  });

  test('see what the other enforces and has released', () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 2, inputShape: [3], kernelConstraint: first.maxNorm() })],
    });
    expect(second.enforceConstraints(model)).toBe(0);
    expect(second.releaseConstraints(model)).toBe(1);
    expect(first.releaseConstraints(model)).toBe(0);
    expect(first.enforceConstraints(model)).toBe(1);
    expect(first.releaseConstraints(model)).toBe(1);
    expect(second.enforceConstraints(model)).toBe(1);
  });
});

describe('two copies of TensorFlow.js', () => {
  test('a constraint in a layer of the other copy says what happened, and how to mend it', () => {
    const another = anotherTfjs();
    expect(() => another.layers.dense({ units: 2, kernelConstraint: first.maxNorm() })).toThrow(
      /two copies of TensorFlow\.js.*npm ls @tensorflow\/tfjs-core @tensorflow\/tfjs-layers.*npm dedupe/,
    );
  });

  test('a model of the other copy is refused likewise', () => {
    const another = anotherTfjs();
    const model = another.sequential({
      layers: [another.layers.dense({ units: 2, inputShape: [3], name: 'foreign' })],
    });
    expect(() => first.enforceConstraints(model)).toThrow(
      /^enforceConstraints: model must be of the copy of TensorFlow\.js that .*npm dedupe/,
    );
  });
});
