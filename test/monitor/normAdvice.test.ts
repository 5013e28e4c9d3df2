import * as tf from '@tensorflow/tfjs';
import { constrainModel, maxNorm, normReport, withMaxNorm } from '../../src/index.js';
import { compare } from '../../experiments/compare.js';
import type { Variant } from '../../experiments/experiment.js';
import { sweep } from '../../experiments/sweep.js';
import { drawDigits } from '../../experiments/training/drawDigits.js';
import { Masks } from '../../experiments/training/masks.js';
import { denseNetwork } from '../../experiments/training/network.js';
import { train } from '../../experiments/training/train.js';
import type { DigitsSettings } from '../../experiments/training/trainDigits.js';
import { useBackend } from '../../examples/shared/backend.js';
import { loadMnist } from '../../examples/shared/mnist/load.js';

beforeAll(() => useBackend('wasm'));

function variantOf(variants: Variant<DigitsSettings>[], name: string): DigitsSettings {
  return variants.find((variant) => variant.name === name)!.settings;
}

// Each is better than its network without a bound, by an interval of paired seeds: docs/experiments.md.
test.each([
  ['sweep', 'dropout, c = 1', variantOf(sweep.plan('quick').variants, 'dropout, c = 1')],
  ['sweep', 'dropout, c = 2', variantOf(sweep.plan('quick').variants, 'dropout, c = 2')],
  [
    'compare',
    'dropout + max-norm',
    variantOf(compare.plan('quick').variants, 'dropout + max-norm'),
  ],
])('%s: the arm "%s", which the bound helps, gets no advice', async (_, __, settings) => {
  const mnist = await loadMnist();
  const masks = new Masks();
  const before = tf.memory().numTensors;
  const model = denseNetwork(settings, 1, masks);
  const optimizer = tf.train.momentum(settings.learningRate, settings.momentum);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  await train(model, drawDigits(mnist.train, settings.trainDigits, 1), settings, {
    seed: 1,
    masks,
    optimizer,
  });
  const rows = await normReport(model);
  for (const { max, maxValue, advice } of rows) {
    expect(max).toBeLessThanOrEqual(maxValue! * (1 + 1e-6));
    expect(advice).toEqual([]);
  }
  expect(Math.max(...rows.map(({ atBound }) => atBound!))).toBeGreaterThan(0.15);
  model.dispose();
  optimizer.dispose();
  expect(tf.memory().numTensors - before).toBeLessThanOrEqual(1); // momentum keeps its rate when it is disposed
});

describe('y = 30 x with c = 2', () => {
  const x = tf.keep(tf.randomNormal([256, 1], 0, 1, 'float32', 1));
  const y = tf.keep(tf.mul(x, 30));
  afterAll(() => tf.dispose([x, y]));

  const hidden = (units: number) =>
    tf.layers.dense({
      units,
      inputShape: [1],
      activation: 'relu',
      kernelInitializer: tf.initializers.heUniform({ seed: 1 }),
    });
  const output = (args: object = {}) =>
    tf.layers.dense({
      name: 'output',
      units: 1,
      inputShape: [8],
      kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }),
      ...args,
    });
  const bounded = { kernelConstraint: maxNorm({ maxValue: 2 }) };

  async function fit(model: tf.LayersModel): Promise<number> {
    model.compile({ optimizer: tf.train.sgd(0.002), loss: 'meanSquaredError' });
    const { history } = await model.fit(x, y, { epochs: 60, shuffle: false, verbose: 0 });
    return history.loss[history.loss.length - 1] as number;
  }

  test.each<[string, () => tf.LayersModel]>([
    ['in a sequential model', () => tf.sequential({ layers: [hidden(8), output(bounded)] })],
    [
      'in a functional one',
      () => {
        const input = tf.input({ shape: [1] });
        const outputs = output(bounded).apply(hidden(8).apply(input)) as tf.SymbolicTensor;
        return tf.model({ inputs: input, outputs });
      },
    ],
    [
      'in a nested one',
      () =>
        tf.sequential({
          layers: [hidden(8), tf.sequential({ layers: [output(bounded)] })],
        }),
    ],
    [
      'in a model that is all of another',
      () => tf.sequential({ layers: [tf.sequential({ layers: [hidden(8), output(bounded)] })] }),
    ],
    [
      'within a wrapper',
      () => tf.sequential({ layers: [hidden(8), withMaxNorm({ layer: output(), maxValue: 2 })] }),
    ],
    [
      'of constrainModel',
      () => {
        const model = tf.sequential({ layers: [hidden(8), output()] });
        constrainModel(model, { maxValue: 2, layers: ['output'] });
        return model;
      },
    ],
  ])('an output layer at its bound limits the outputs, %s', async (_, build) => {
    const model = build();
    const free = await fit(tf.sequential({ layers: [hidden(8), output()] }));
    expect(await fit(model)).toBeGreaterThan(10 * free);
    const rows = await normReport(model);
    expect(rows.map(({ max, advice }) => [max.toFixed(3), advice[0].code])).toEqual([
      ['2.000', 'output-limited'],
    ]);
    expect(rows[0].advice[0].message).toBe(
      "c = 2 limits how large the model's outputs can be: leave the constraint of this layer out, or scale the targets.",
    );
  });

  test('a hidden layer at its bound does not, nor does a sigmoid, nor an output below its bound', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 8, inputShape: [1], activation: 'relu', ...bounded }),
        output(),
      ],
    });
    model.layers[0].setWeights([tf.fill([1, 8], 9), tf.zeros([8])]);
    const [row] = await normReport(model);
    expect([row.atBound, row.advice]).toEqual([1, []]);

    const sigmoid = tf.sequential({
      layers: [hidden(8), output({ ...bounded, activation: 'sigmoid' })],
    });
    sigmoid.layers[1].setWeights([tf.fill([8, 1], 9), tf.zeros([1])]);
    const [classes] = await normReport(sigmoid);
    expect([classes.atBound, classes.advice]).toEqual([1, []]);

    const free = tf.sequential({
      layers: [hidden(8), output({ kernelConstraint: maxNorm({ maxValue: 100 }) })],
    });
    await fit(free);
    const [{ atBound, advice }] = await normReport(free);
    expect([atBound, advice[0].code]).toEqual([0, 'never-binds']);
  });
});

test('a layer with a c of its own that no unit reaches is told so, one with the c of others is not', async () => {
  const layer = (units: number, maxValue: number, value: number) =>
    tf.layers.dense({
      units,
      inputShape: [4],
      activation: 'relu',
      kernelInitializer: tf.initializers.constant({ value }),
      kernelConstraint: maxNorm({ maxValue }),
    });
  const rows = await normReport(
    tf.sequential({ layers: [layer(4, 1, 3), layer(4, 1, 0.1), layer(4, 5, 0.1)] }),
  );
  expect(rows.map(({ atBound, advice }) => [atBound, advice.map(({ code }) => code)])).toEqual([
    [1, []],
    [0, []],
    [0, ['never-binds']],
  ]);
});
