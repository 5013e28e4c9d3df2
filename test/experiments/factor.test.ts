import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../../examples/shared/backend.js';
import { CLASSES, pick, PIXELS } from '../../examples/shared/mnist/digits.js';
import { loadMnist, type Mnist } from '../../examples/shared/mnist/load.js';
import { toSvg } from '../../experiments/chart/svg.js';
import { factor } from '../../experiments/factor.js';
import { factorTasks } from '../../experiments/factorTasks.js';
import { excessesOf, failures, variantName } from '../../experiments/factorVerdict.js';
import { boundByInitialNorms } from '../../experiments/training/boundByInitialNorms.js';
import { factorNetwork, type NetworkName } from '../../experiments/training/factorNetworks.js';
import { fitOf } from '../../experiments/training/fitOf.js';
import { Masks } from '../../experiments/training/masks.js';
import type { FactorRun, FactorSettings } from '../../experiments/training/trainFactor.js';
import { normReport } from '../../src/index.js';
import { digitsOf } from '../examples/shared/mnist/digitsOf.js';

const TASKS = Object.keys(factorTasks);
let mnist: Mnist;

beforeAll(async () => {
  await useBackend('wasm');
  const { train, test, source } = await loadMnist();
  const some = Array.from({ length: 60 }, (_, i) => 30 * i);
  mnist = { train: pick(train, some), test: pick(test, some), source };
});

const train = (settings: FactorSettings, factorOrNone: number | null) =>
  factor.train(
    {
      ...settings,
      ...{ epochs: 2, trainDigits: 40, batchSize: 20, tasks: 2, digitsPerTask: 40 },
      maxNormTimesInitial: factorOrNone,
    },
    { seed: 7, mnist, checkpoint: '', progress: () => undefined },
  );

test.each(TASKS)('%s: trains, bounded by its initial norms or by nothing', async (task) => {
  await train(factorTasks[task], null);
  const before = tf.memory().numTensors;
  const free = await train(factorTasks[task], null);
  expect(tf.memory().numTensors - before).toBeLessThanOrEqual(3); // what an optimizer keeps
  expect(free.loss).toBeGreaterThan(0);
  expect(free.atBound).toBeNull();
  // What nothing reaches is no bound, so dropout masks and the order of the digits are the same.
  const far = await train(factorTasks[task], 1e6);
  expect({ ...far, atBound: null }).toEqual(free);
  const tight = await train(factorTasks[task], 0.5);
  expect(tight.loss).not.toBe(free.loss);
  if ('network' in factorTasks[task]) expect(tight.atBound).toBeGreaterThan(0.2);
});

test.each<[NetworkName, number]>([
  ['dense', 3],
  ['deep', 7],
  ['cnn', 4],
  ['conv1d', 3],
  ['lstm', 3],
])('%s: each of %d kernels has a bound of its own', async (name, count) => {
  const masks = new Masks();
  const model = factorNetwork(name, { dropout: true, seed: 3, masks });
  const initial = await normReport(model, { kernels: true });
  expect(initial).toHaveLength(count);
  await boundByInitialNorms(model, 1.1);
  const bounded = await normReport(model);
  bounded.forEach(({ maxValue }, i) => expect(maxValue).toBeCloseTo(1.1 * initial[i].mean, 6));
  expect(bounded).toHaveLength(count);

  model.compile({ optimizer: tf.train.momentum(1, 0.9), loss: 'categoricalCrossentropy' });
  const xs = tf.randomUniform([8, ...(model.inputs[0].shape.slice(1) as number[])], 0, 1);
  const ys = tf.oneHot(tf.tensor1d([0, 1, 2, 3, 4, 5, 6, 7], 'int32'), CLASSES);
  await model.trainOnBatch(xs, ys);
  for (const { max, maxValue } of await normReport(model)) {
    expect(max).toBeLessThanOrEqual(maxValue! * (1 + 1e-6));
  }
  tf.dispose([xs, ys]);
  model.dispose();
});

test('the loss is the mean of -log p of the labels, with p at least 1e-7', async () => {
  // Logits 0 but for class 0, which has log 3: probabilities 3/12 and 1/12.
  const bias = tf.tensor1d(Array.from({ length: CLASSES }, (_, i) => (i === 0 ? Math.log(3) : 0)));
  const layer = tf.layers.dense({ units: CLASSES, activation: 'softmax', inputShape: [PIXELS] });
  const model = tf.sequential({ layers: [layer] });
  layer.setWeights([tf.zeros([PIXELS, CLASSES]), bias]);
  const { loss, error } = await fitOf(model, digitsOf([0, 4]));
  expect(loss).toBeCloseTo((Math.log(4) + Math.log(12)) / 2, 5);
  expect(error).toBe(50);
  layer.setWeights([tf.fill([PIXELS, CLASSES], NaN), bias]);
  expect((await fitOf(model, digitsOf([0, 4]))).loss).toBeCloseTo(7 * Math.log(10), 5);
});

/** Losses by seed of each factor, on the first task. */
function runsOf(losses: [number | null, Record<number, number>][], task = TASKS[0]): FactorRun[] {
  return losses.flatMap(([factor, bySeed]) =>
    Object.entries(bySeed).map(([seed, loss]) => ({
      variant: variantName(task, factor),
      seed: Number(seed),
      settings: { ...factorTasks[task], maxNormTimesInitial: factor },
      result: { loss, error: 1, atBound: null },
    })),
  );
}

const CHOOSE = { 1: 2, 2: 2, 3: 2 };
const seeds = (of: (i: number) => number, count = 6) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [4 + i, of(i + 1)]));
const made = runsOf([
  [0.5, { ...CHOOSE, ...seeds((i) => 3 * Math.exp(0.01 * i)) }],
  [0.71, { 1: 1, 2: 2, 3: 1, ...seeds(() => 3) }],
  [1, { ...CHOOSE, ...seeds(() => 3 * 1.05) }],
  [1.41, { ...CHOOSE, ...seeds(() => 3, 4) }],
  [2, { ...CHOOSE, ...seeds((i) => (i % 2 === 0 ? 1 : 9)) }],
  [null, seeds(() => 1.5, 5)],
]);

test('the excess is that of the reported seeds over the factor that the others choose', () => {
  const [{ best, excesses }, ...others] = excessesOf(TASKS, made);
  expect(others).toEqual([]);
  expect(best).toBe(0.71);
  const of = (factor: number | null) => excesses.find((one) => one.factor === factor)!;
  // Logs .01 to .06: mean .035, sd .0187083, t = 2.571 with 5 degrees of freedom.
  const margin = (2.571 * 0.0187083) / Math.sqrt(6);
  expect(of(0.5).mean).toBeCloseTo(100 * (Math.exp(0.035) - 1), 6);
  expect(of(0.5).low).toBeCloseTo(100 * (Math.exp(0.035 - margin) - 1), 4);
  expect(of(0.5).high).toBeCloseTo(100 * (Math.exp(0.035 + margin) - 1), 4);
  expect(of(0.71)).toMatchObject({ mean: 0, low: 0, high: 0 });
  expect(of(null).mean).toBeCloseTo(-50, 6);
  expect(of(2).mean).toBeCloseTo(0, 6); // 3 x 1/3 and 3 x 3
});

test('good is an interval that ends at 5 % or less, of five pairs or more, on every task', () => {
  const found = excessesOf(TASKS, made);
  const task = [TASKS[0]];
  expect(failures(0.71, task, found)).toEqual([]);
  expect(failures(0.5, task, found)).toEqual(task); // 3.6 %, up to 5.6
  expect(failures(1.41, task, found)).toEqual(task); // four pairs
  expect(failures(2, task, found)).toEqual(task); // 0 %, but who knows
  expect(failures(0.71, TASKS, found)).toEqual(TASKS.slice(1)); // nothing is known of them
  const within = made.map((run) =>
    run.variant === variantName(TASKS[0], 1) && run.seed > 3
      ? { ...run, result: { ...run.result, loss: 3 * 1.04 } }
      : run,
  );
  expect(failures(1, task, excessesOf(TASKS, within))).toEqual([]);
  // Before all seeds that choose are there, nothing is known.
  expect(
    excessesOf(
      TASKS,
      made.filter(({ seed }) => seed !== 2),
    ),
  ).toEqual([]);
});

test('says it in words, and draws it', () => {
  const remarks = factor.remarks!(made);
  // 2 x: three logs of +-log 3, sd 1.20347, margin 2.571 sd / sqrt(6) = 1.26317.
  expect(remarks[1]).toBe(
    '  dense: best 0.71 x; 0.5 x 3.6 (1.5 to 5.6), 0.71 x 0.0 (0.0 to 0.0), 1 x 5.0 (5.0 to 5.0), 1.41 x 0.0 (0.0 to 0.0), 2 x 0.0 (-71.7 to 253.7), none -50.0 (-50.0 to -50.0)',
  );
  expect(remarks).toHaveLength(7);
  expect(remarks[2]).toMatch(/^0.5 x is not known to be within 5 % .* on: dense; dense, dropout; /);
  const complete = TASKS.flatMap((task) =>
    runsOf(
      [
        [0.5, CHOOSE],
        [0.71, { ...CHOOSE, 1: 1 }],
        [1, CHOOSE],
        [1.41, CHOOSE],
        [2, CHOOSE],
      ],
      task,
    ).concat(runsOf([[0.71, seeds(() => 3)]], task)),
  );
  expect(factor.remarks!(complete)).toContain(
    '0.71 x is within 5 % of the best factor on every task.',
  );
  for (const picture of Object.values(factor.pictures(made))) {
    expect(toSvg(picture)).not.toMatch(/NaN|undefined|Infinity/);
  }
});
