import * as tf from '@tensorflow/tfjs';
import { maxNorm, normReport, releaseConstraints } from '../../src/index.js';
import type { NormRow } from '../../src/index.js';
import { describeBackends } from '../support/backends.js';
import { denseModel, KERNEL } from './denseModel.js';

function codes(row: NormRow): string[] {
  return row.advice.map(({ code }) => code);
}

describeBackends('normReport', () => {
  test('gives a row of figures for each constrained weight', async () => {
    const model = denseModel({ kernelConstraint: maxNorm({ maxValue: 2 }) });
    const before = tf.memory().numTensors;
    const rows = await normReport(model);
    expect(tf.memory().numTensors).toBe(before);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      layer: 'hidden',
      weight: 'kernel',
      shape: [2, 4],
      constraint: 'MaxNorm',
      maxValue: 2,
      axis: [0],
      units: 4,
      min: 0,
      atBound: 0.25,
      dead: 0.25,
      advice: [],
    });
    expect(rows[0].max).toBeCloseTo(2, 5);
    expect(rows[0].mean).toBeCloseTo((2 + 0 + 1 + 0.5) / 4, 5);
    expect(rows[0].median).toBeCloseTo(0.75, 5);
  });

  test('tells every unit that a projection just cut from those that are free', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({
          units: 300,
          inputShape: [200],
          useBias: false,
          kernelConstraint: maxNorm({ maxValue: 0.7 }),
        }),
      ],
    });
    const directions = tf.randomNormal([200, 300], 0, 1, 'float32', 3);
    const lengths = tf.concat([tf.fill([1, 200], 0.05), tf.fill([1, 100], 0.04)], 1);
    model.setWeights([tf.mul(directions, lengths)]); // about .71 and .57
    const norms = Array.from(tf.sqrt(tf.sum(tf.square(tf.mul(directions, lengths)), 0)).dataSync());
    const [row] = await normReport(model);
    expect(row.atBound).toBeCloseTo(norms.filter((norm) => norm > 0.7).length / 300, 10);
  });

  test('reports kernels without a constraint on request', async () => {
    const model = denseModel({ kernelConstraint: maxNorm({ maxValue: 2 }) });
    const rows = await normReport(model, { kernels: true });
    expect(rows.map(({ layer, constraint }) => [layer, constraint])).toEqual([
      ['hidden', 'MaxNorm'],
      ['out', null],
    ]);
    expect(rows[1]).toMatchObject({
      maxValue: null,
      atBound: null,
      axis: [0],
      units: 1,
      advice: [],
    });
  });
});

describe('normReport', () => {
  beforeAll(() => tf.setBackend('cpu'));

  test('names weights inside nested models, wrappers and recurrent layers, a shared one once', async () => {
    const c = maxNorm({ maxValue: 1 });
    const shared = tf.layers.dense({ name: 'shared', units: 3, kernelConstraint: c });
    const encoder = tf.sequential({
      name: 'encoder',
      layers: [
        tf.layers.timeDistributed({
          name: 'each',
          inputShape: [5, 3],
          layer: tf.layers.dense({ units: 3, kernelConstraint: c }),
        }),
        tf.layers.bidirectional({
          name: 'both',
          layer: tf.layers.lstm({
            name: 'lstm',
            units: 2,
            kernelConstraint: c,
            recurrentConstraint: c,
          }),
          mergeMode: 'concat',
        }),
      ],
    });
    const x = tf.input({ shape: [5, 3] });
    const y = shared.apply(
      tf.layers.dense({ name: 'to3', units: 3 }).apply(encoder.apply(x)),
    ) as tf.SymbolicTensor;
    const model = tf.model({ inputs: x, outputs: shared.apply(y) as tf.SymbolicTensor });
    const rows = await normReport(model);
    expect(rows.map(({ layer, weight }) => `${layer} ${weight}`)).toEqual([
      'encoder/each kernel',
      'encoder/both forward_lstm/kernel',
      'encoder/both forward_lstm/recurrent_kernel',
      'encoder/both backward_lstm/kernel',
      'encoder/both backward_lstm/recurrent_kernel',
      'shared kernel',
    ]);
    const stacked = tf.sequential({
      layers: [
        tf.layers.rnn({
          inputShape: [5, 3],
          name: 'stack',
          cell: [
            tf.layers.gruCell({ units: 2, kernelConstraint: c }),
            tf.layers.gruCell({ units: 2, kernelConstraint: c }),
          ],
        }),
      ],
    });
    const names = (await normReport(stacked)).map(({ layer, weight }) => `${layer} ${weight}`);
    expect(new Set(names).size).toBe(2);
  });

  test("reports TensorFlow.js's own constraints, with their own axes", async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(); // their axes are not those of a unit
    const rows = await normReport(
      tf.sequential({
        layers: [
          tf.layers.conv2d({
            filters: 4,
            kernelSize: 3,
            inputShape: [8, 8, 2],
            kernelConstraint: tf.constraints.maxNorm({ maxValue: 3, axis: 0 }),
            biasConstraint: 'nonNeg',
          }),
          tf.layers.conv2d({
            filters: 2,
            kernelSize: 3,
            kernelConstraint: tf.constraints.minMaxNorm({ maxValue: 1, axis: 0 }),
          }),
          tf.layers.conv2d({ filters: 2, kernelSize: 3, kernelConstraint: 'unitNorm' }),
        ],
      }),
    );
    expect(
      rows.map(({ constraint, maxValue, axis, units }) => [constraint, maxValue, axis, units]),
    ).toEqual([
      ['MaxNorm', 3, [0], 3 * 2 * 4],
      ['NonNeg', null, [0], 1],
      ['MinMaxNorm', 1, [0], 3 * 4 * 2],
      ['UnitNorm', null, [0], 3 * 2 * 2],
    ]);
    expect(codes(rows[0])).toContain('axis-not-unit');
    expect(warn).toHaveBeenCalledTimes(3);
    warn.mockRestore();
  });

  test('advises where a bound never binds or meets a regularizer, not where all units are at it', async () => {
    const free = denseModel({ kernelConstraint: maxNorm({ maxValue: 10 }) });
    expect(codes((await normReport(free))[0])).toEqual(['never-binds']);

    const wide = (maxValue: number, units: number): tf.Sequential =>
      denseModel({ units, weights: undefined, kernelConstraint: maxNorm({ maxValue }) });
    expect(codes((await normReport(wide(1e-3, 40)))[0])).toEqual([]);

    const both = denseModel({
      kernelConstraint: maxNorm({ maxValue: 2 }),
      kernelRegularizer: tf.regularizers.l2({ l2: 1e-3 }),
    });
    expect(codes((await normReport(both))[0])).toEqual(['also-regularized']);
  });

  test('advises where a constraint is not enforced, or the weights are NaN', async () => {
    const model = denseModel({ kernelConstraint: maxNorm({ maxValue: 2 }) });
    releaseConstraints(model);
    model.layers[0].setWeights([tf.tensor(KERNEL, [2, 4]), tf.zeros([4])]);
    const [row] = await normReport(model);
    expect(row.max).toBeCloseTo(5, 5);
    expect(codes(row)).toEqual(['exceeds-bound', 'not-enforced']);

    const diverged = denseModel({ kernelConstraint: maxNorm({ maxValue: 2 }) });
    diverged.layers[0].setWeights([tf.fill([2, 4], NaN), tf.zeros([4])]);
    const [nan] = await normReport(diverged);
    expect(codes(nan)).toEqual(['not-finite']);
    expect([nan.min, nan.mean, nan.median, nan.max]).toEqual([NaN, NaN, NaN, NaN]);
  });

  test('rejects what is no model', async () => {
    await expect(normReport(3 as never)).rejects.toThrow(
      'normReport: model must be a tf.LayersModel or a layer, got 3.',
    );
  });
});
