import * as tf from '@tensorflow/tfjs';
import {
  constrainModel,
  enforceConstraints,
  maxNorm,
  normReport,
  releaseConstraints,
} from '../../src/index.js';
import type { ModelConstraint } from '../../src/index.js';
import { describeBackends } from '../support/backends.js';
import { largestNorm } from '../support/reference.js';
import { save } from '../support/saving.js';

const C = 0.4;
const WITHIN = C * (1 + 1e-6);

/** Every way a layer can sit in a model: nested, wrapped, recurrent. */
function model(): tf.LayersModel {
  const encoder = tf.sequential({
    name: 'encoder',
    layers: [
      tf.layers.timeDistributed({
        name: 'each',
        inputShape: [5, 3],
        layer: tf.layers.dense({ name: 'inner', units: 3 }),
      }),
      tf.layers.bidirectional({
        name: 'both',
        layer: tf.layers.lstm({
          name: 'lstm',
          units: 2,
          recurrentInitializer: 'glorotNormal',
        }),
        mergeMode: 'concat',
      }),
    ],
  });
  const x = tf.input({ shape: [5, 3] });
  const logits = tf.layers.dense({ name: 'logits', units: 2 });
  return tf.model({ inputs: x, outputs: logits.apply(encoder.apply(x)) as tf.SymbolicTensor });
}

async function train(built: tf.LayersModel, steps = 3): Promise<void> {
  const [x, y] = [tf.ones([8, 5, 3]), tf.fill([8, 2], 100)];
  for (let i = 0; i < steps; i++) tf.dispose(await built.trainOnBatch(x, y));
  tf.dispose([x, y]);
}

async function norms(built: tf.LayersModel): Promise<Record<string, number>> {
  const rows = await normReport(built, { kernels: true });
  return Object.fromEntries(rows.map((row) => [`${row.layer}/${row.weight}`, row.max]));
}

const names = (weights: ModelConstraint['weights']): string[] =>
  weights.map(({ layer, weight }) => `${layer}/${weight}`);

async function saveAndLoad(built: tf.LayersModel): Promise<tf.LayersModel> {
  return tf.loadLayersModel(tf.io.fromMemory(await save(built)));
}

describeBackends('constrainModel', (backend) => {
  test('bounds every kernel in the middle of training, changes c, and releases them', async () => {
    const built = model();
    built.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError' });
    await train(built, 1);
    const before = tf.memory().numTensors;
    const bound = constrainModel(built, { maxValue: C });
    expect(names(bound.weights)).toEqual([
      'encoder/each/kernel',
      'encoder/both/forward_lstm/kernel',
      'encoder/both/backward_lstm/kernel',
      'logits/kernel',
    ]);
    expect(bound.kept).toEqual([]);
    await train(built);
    for (const name of names(bound.weights)) {
      expect((await norms(built))[name]).toBeLessThanOrEqual(WITHIN);
    }
    expect((await norms(built))['logits/kernel']).toBeCloseTo(C, 4);
    bound.maxValue = C / 2;
    await train(built, 1);
    expect((await norms(built))['logits/kernel']).toBeCloseTo(C / 2, 4);
    bound.release();
    bound.release();
    await train(built, 2);
    expect((await norms(built))['logits/kernel']).toBeGreaterThan(C);
    expect(tf.memory().numTensors).toBe(before);
    expect(tf.getBackend()).toBe(backend);
  });
});

describe('constrainModel', () => {
  let warn: jest.SpyInstance;
  beforeAll(() => tf.setBackend('cpu'));
  beforeEach(() => {
    warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  });
  afterEach(() => warn.mockRestore());

  test('is saved with the model, c in force and both directions of Bidirectional included', async () => {
    const built = model();
    const bound = constrainModel(built, { maxValue: C, weights: ['recurrent_kernel'] });
    bound.maxValue = 0.3;
    const loaded = await saveAndLoad(built);
    const rows = await normReport(loaded);
    expect(
      rows.map(({ layer, weight, maxValue, axis }) => [layer, weight, maxValue, axis]),
    ).toEqual([
      ['encoder/each', 'kernel', 0.3, [0]],
      ['encoder/both', 'forward_lstm/kernel', 0.3, [0]],
      ['encoder/both', 'forward_lstm/recurrent_kernel', 0.3, [0]],
      ['encoder/both', 'backward_lstm/kernel', 0.3, [0]],
      ['encoder/both', 'backward_lstm/recurrent_kernel', 0.3, [0]],
      ['logits', 'kernel', 0.3, [0]],
    ]);
    expect(warn).not.toHaveBeenCalled();
    bound.release();
    expect(await normReport(built)).toEqual([]);
    expect(await normReport(await saveAndLoad(built))).toEqual([]);
  });

  test('works on a loaded model', async () => {
    const loaded = await saveAndLoad(model());
    loaded.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError' });
    constrainModel(loaded, { maxValue: C });
    await train(loaded);
    expect((await norms(loaded))['logits/kernel']).toBeLessThanOrEqual(WITHIN);
  });

  test.each([
    ['names of layers', ['logits', 'each'], ['encoder/each/kernel', 'logits/kernel']],
    ['a name inside a wrapper', ['inner'], ['encoder/each/kernel']],
    ['a full name', ['encoder/each'], ['encoder/each/kernel']],
    [
      'the name of what Bidirectional was given',
      ['lstm'],
      ['encoder/both/forward_lstm/kernel', 'encoder/both/backward_lstm/kernel'],
    ],
    ['a regular expression', /^log/g, ['logits/kernel']],
    [
      'a regular expression for a nested model',
      /enc/,
      [
        'encoder/each/kernel',
        'encoder/both/forward_lstm/kernel',
        'encoder/both/backward_lstm/kernel',
      ],
    ],
    [
      'a predicate',
      (layer: tf.layers.Layer) => layer.getClassName() !== 'Bidirectional',
      ['encoder/each/kernel', 'logits/kernel'],
    ],
  ])('selects by %s', (_, layers, expected) => {
    expect(names(constrainModel(model(), { maxValue: C, layers }).weights)).toEqual(expected);
  });

  test('leaves a weight its own constraint, unless told to replace it', async () => {
    const build = (): tf.Sequential =>
      tf.sequential({
        layers: [
          tf.layers.dense({
            name: 'a',
            units: 3,
            inputShape: [2],
            kernelConstraint: maxNorm({ maxValue: 9 }),
          }),
          tf.layers.dense({ name: 'b', units: 3, kernelConstraint: tf.constraints.nonNeg() }),
          tf.layers.dense({ name: 'c', units: 3 }),
        ],
      });
    const kept = constrainModel(build(), { maxValue: C });
    expect([names(kept.weights), names(kept.kept)]).toEqual([
      ['c/kernel'],
      ['a/kernel', 'b/kernel'],
    ]);
    const built = build();
    const bound = constrainModel(built, { maxValue: C, replace: true });
    expect([names(bound.weights), names(bound.kept)]).toEqual([
      ['a/kernel', 'b/kernel', 'c/kernel'],
      [],
    ]);
    expect((await normReport(await saveAndLoad(built))).map((row) => row.maxValue)).toEqual([
      C,
      C,
      C,
    ]);
    bound.release();
    expect((await normReport(built)).map((row) => row.constraint)).toEqual(['MaxNorm', 'NonNeg']);
    built.layers[0].setWeights([tf.fill([2, 3], 50), tf.zeros([3])]);
    expect((await normReport(built))[0].max).toBeCloseTo(9, 4);
  });

  test.each([
    ['made', ['first', 'second', 'third']],
    ['reversed', ['third', 'second', 'first']],
    ['mixed', ['second', 'third', 'first']],
  ])('handles of one weight are released in the order %s', async (_, order) => {
    const built = tf.sequential({
      layers: [
        tf.layers.dense({
          units: 3,
          inputShape: [2],
          kernelConstraint: maxNorm({ maxValue: 9 }),
        }),
      ],
    });
    const bounds: Record<string, number> = { first: 1, second: 3, third: 2 };
    const handles = new Map(
      Object.entries(bounds).map(([name, maxValue]) => [
        name,
        constrainModel(built, { maxValue, replace: true }),
      ]),
    );
    const expectBound = async (c: number): Promise<void> => {
      built.layers[0].setWeights([tf.fill([2, 3], 50), tf.zeros([3])]);
      expect(largestNorm(built.getWeights()[0], [0])).toBeCloseTo(c, 4);
      expect((await normReport(await saveAndLoad(built)))[0].maxValue).toBe(c);
    };
    for (const name of order) {
      await expectBound(bounds[[...handles.keys()].pop()!]);
      handles.get(name)!.release();
      handles.delete(name);
    }
    await expectBound(9);
  });

  test('a handle released while its weights are free leaves the constraint from before', () => {
    const built = tf.sequential({
      layers: [
        tf.layers.dense({ units: 3, inputShape: [2], kernelConstraint: maxNorm({ maxValue: 9 }) }),
      ],
    });
    const bound = constrainModel(built, { maxValue: C, replace: true });
    releaseConstraints(built);
    bound.release();
    built.layers[0].setWeights([tf.fill([2, 3], 50), tf.zeros([3])]);
    expect(largestNorm(built.getWeights()[0], [0])).toBeCloseTo(50 * Math.SQRT2, 3);
    expect(enforceConstraints(built)).toBe(1);
    expect(largestNorm(built.getWeights()[0], [0])).toBeCloseTo(9, 4);
  });

  test('bounds a shared layer once', () => {
    const shared = tf.layers.dense({ name: 'shared', units: 3 });
    const x = tf.input({ shape: [3] });
    const built = tf.model({
      inputs: x,
      outputs: shared.apply(shared.apply(x)) as tf.SymbolicTensor,
    });
    expect(names(constrainModel(built, { maxValue: C }).weights)).toEqual(['shared/kernel']);
  });

  test('bounds what cannot be saved as well, and says so', async () => {
    const built = tf.sequential({
      layers: [tf.layers.layerNormalization({ name: 'norm', inputShape: [4] })],
    });
    const bound = constrainModel(built, { maxValue: C, weights: ['gamma'], axis: 0 });
    expect(warn).toHaveBeenCalledTimes(1);
    expect(String((warn.mock.calls as unknown[][])[0][0])).toMatch(
      /^constrainModel: these weights are bounded from now on, but their layers have no option to save the constraint in: "gamma" of layer "norm" \(LayerNormalization\)/,
    );
    expect((await normReport(built))[0].max).toBeCloseTo(C, 5);
    bound.release();
    built.layers[0].setWeights([tf.ones([4]), tf.zeros([4])]);
    expect(Array.from(built.getWeights()[0].dataSync())).toEqual([1, 1, 1, 1]);
  });

  test('a selection that matches nothing is an error that lists what there is', () => {
    const there =
      'there are encoder/each/kernel, encoder/each/bias, encoder/both/forward_lstm/kernel';
    expect(() => constrainModel(model(), { maxValue: C, layers: /x{9}/ })).toThrow(
      `constrainModel: the selection by layers and weights matches nothing; ${there}`,
    );
    expect(() => constrainModel(model(), { maxValue: C, layers: ['logits', 'typo'] })).toThrow(
      `constrainModel: the selection by layers and weights matches no weight by "typo"; ${there}`,
    );
    expect(() => constrainModel(model(), { maxValue: C, weights: ['recurrentKernel'] })).toThrow(
      `constrainModel: the selection by layers and weights matches no weight by "recurrentKernel"; ${there}`,
    );
    expect(() => constrainModel(tf.layers.dense({ units: 1 }), { maxValue: C })).toThrow(
      'constrainModel: the selection by layers and weights matches nothing; the model has no weights: build it first.',
    );
  });

  test('a selection that does not fit changes nothing', async () => {
    const built = model();
    expect(() => constrainModel(built, { maxValue: C, weights: ['bias'] })).toThrow(
      /weight "bias" of layer "inner" \(Dense\) has no incoming weights/,
    );
    expect(await normReport(built)).toEqual([]);
  });

  test('bad options are errors', () => {
    const bad = (options: unknown) => () => constrainModel(model(), options as never);
    expect(bad({ maxValue: -1 })).toThrow(
      'constrainModel: maxValue must be a positive finite number, got -1.',
    );
    expect(bad({})).toThrow('maxValue must be a positive finite number, got undefined');
    expect(bad(null)).toThrow(
      'constrainModel: options must be an object such as { maxValue: 2 }, got null.',
    );
    expect(bad({ maxValue: 1, layer: 'x' })).toThrow('unknown option "layer"');
    expect(bad({ maxValue: 1, layers: 'x' })).toThrow('layers must be a list of names');
    expect(bad({ maxValue: 1, weights: 'x' })).toThrow('weights must be a list of names');
    expect(() => constrainModel(3 as never, { maxValue: 1 })).toThrow('model must be');
    const bound = constrainModel(model(), { maxValue: 1 });
    expect(() => (bound.maxValue = NaN)).toThrow('maxValue must be a positive finite number');
  });
});
