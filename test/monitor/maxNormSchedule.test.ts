import * as tf from '@tensorflow/tfjs';
import {
  constantSchedule,
  constrainModel,
  exponentialSchedule,
  linearSchedule,
  maxNorm,
  maxNormSchedule,
  stepSchedule,
  withMaxNorm,
} from '../../src/index.js';
import { describeBackends } from '../support/backends.js';
import { largestNorm } from '../support/reference.js';

function compiled(layer: tf.layers.Layer): tf.Sequential {
  const model = tf.sequential({ layers: [layer] });
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
  return model;
}

async function fit(
  model: tf.LayersModel,
  args: Partial<Parameters<tf.LayersModel['fit']>[2]>,
): Promise<void> {
  const [x, y] = [tf.ones([8, 3]), tf.fill([8, 4], 50)];
  await model.fit(x, y, { verbose: 0, ...args });
  tf.dispose([x, y]);
}

const dense = (args = {}): tf.layers.Layer =>
  tf.layers.dense({ units: 4, inputShape: [3], ...args });

describeBackends('maxNormSchedule', () => {
  test('sets c for each epoch, and the norms follow', async () => {
    const bound = maxNorm({ maxValue: 9 });
    const model = compiled(dense({ kernelConstraint: bound }));
    const norms: number[] = [];
    const args = {
      epochs: 4,
      callbacks: [
        maxNormSchedule(bound, (epoch) => 1 / (epoch + 1)),
        new tf.CustomCallback({
          onEpochEnd: () => void norms.push(largestNorm(model.getWeights()[0], [0])),
        }),
      ],
    };
    await fit(model, args);
    const before = tf.memory().numTensors;
    await fit(model, args);
    expect(tf.memory().numTensors).toBe(before);
    [1, 1 / 2, 1 / 3, 1 / 4].forEach((c, epoch) => expect(norms[epoch]).toBeCloseTo(c, 5));
    const { config } = model.layers[0].getConfig().kernelConstraint as { config: unknown };
    expect(config).toEqual({ maxValue: 0.25, axis: [0] });
  });
});

describe('maxNormSchedule', () => {
  beforeAll(() => tf.setBackend('cpu'));

  test('takes a list of constraints, handles and layers, and counts from initialEpoch', async () => {
    const bounds = [maxNorm(), maxNorm()];
    const wrapped = withMaxNorm({ layer: dense() });
    const model = compiled(wrapped);
    const handle = constrainModel(tf.sequential({ layers: [dense()] }), { maxValue: 1 });
    const targets = [...bounds, wrapped, handle];
    await fit(model, {
      initialEpoch: 2,
      epochs: 3,
      callbacks: maxNormSchedule(targets, (epoch) => epoch + 0.5),
    });
    expect(targets.map(({ maxValue }) => maxValue)).toEqual([2.5, 2.5, 2.5, 2.5]);
  });

  test('writes c into the logs, of each schedule', async () => {
    const bounds = [maxNorm(), maxNorm()];
    const layers = bounds.map((kernelConstraint, i) =>
      tf.layers.dense({ units: 3, inputShape: i === 0 ? [3] : undefined, kernelConstraint }),
    );
    const model = tf.sequential({ layers });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const { history } = await model.fit(tf.ones([4, 3]), tf.ones([4, 3]), {
      epochs: 3,
      verbose: 0,
      callbacks: bounds.map((bound, i) => maxNormSchedule(bound, (epoch) => epoch + i + 1)),
    });
    expect(history.max_norm).toEqual([1, 2, 3]);
    expect(history.max_norm_2).toEqual([2, 3, 4]);
  });

  test('ready-made schedules follow their formulas', () => {
    const epochs = [0, 5, 10, 20];
    expect(epochs.map(constantSchedule(3))).toEqual([3, 3, 3, 3]);
    expect(epochs.map(linearSchedule({ from: 4, to: 2, epochs: 10 }))).toEqual([4, 3, 2, 2]);
    expect(epochs.map(exponentialSchedule({ from: 4, to: 1, epochs: 10 }))).toEqual([4, 2, 1, 1]);
    expect(epochs.map(stepSchedule({ from: 4, factor: 0.5, every: 10 }))).toEqual([4, 4, 2, 1]);
  });

  test('a value that is no bound is an error of its epoch', async () => {
    const bound = maxNorm({ maxValue: 1 });
    const model = compiled(dense({ kernelConstraint: bound }));
    await expect(
      fit(model, { epochs: 5, callbacks: maxNormSchedule(bound, (epoch) => 2 - epoch) }),
    ).rejects.toThrow(
      "maxNormSchedule: schedule's value for epoch 2 must be a positive finite number, got 0.",
    );
    expect(bound.maxValue).toBe(1);
  });

  test('bad arguments are errors', () => {
    const target = 'maxNormSchedule: target must be a maxNorm constraint';
    for (const bad of [[], null, 3, tf.constraints.nonNeg(), [maxNorm(), null]]) {
      expect(() => maxNormSchedule(bad as never, () => 1)).toThrow(target);
    }
    expect(() => maxNormSchedule(maxNorm(), 3 as never)).toThrow(
      'maxNormSchedule: schedule must be a function from the epoch to c, got 3.',
    );
    expect(() => constantSchedule(0)).toThrow('constantSchedule: maxValue must be');
    expect(() => linearSchedule({ from: 0, to: 1, epochs: 1 })).toThrow(
      'linearSchedule: from must be a positive finite number, got 0.',
    );
    expect(() => exponentialSchedule({ from: 1, to: NaN, epochs: 1 })).toThrow('to must be');
    expect(() => linearSchedule({ from: 1, to: 1, epochs: 0.5 })).toThrow(
      'linearSchedule: epochs must be a positive integer, got 0.5.',
    );
    expect(() => stepSchedule({ from: 1, factor: -1, every: 1 })).toThrow('factor must be');
    expect(() => stepSchedule({ from: 1, every: 1 } as never)).toThrow('factor must be');
    expect(() => stepSchedule(4 as never)).toThrow('options must be an object');
  });
});
