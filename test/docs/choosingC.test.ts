import * as tf from '@tensorflow/tfjs';
import {
  constrainModel,
  constrainVariable,
  maxNorm,
  normReport,
  unitNorms,
} from '../../src/index.js';

beforeAll(() => tf.setBackend('cpu'));

test.each([
  ['heUniform', 1.41],
  ['heNormal', 1.24],
  ['glorotUniform', 1],
  ['glorotNormal', 0.88],
] as const)('units of %s start with a norm of %d, whatever the fan-in', async (name, norm) => {
  for (const size of [200, 600]) {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({
          units: size,
          inputShape: [size],
          kernelInitializer: tf.initializers[name]({ seed: 1 }),
        }),
      ],
    });
    const [{ mean }] = await normReport(model, { kernels: true });
    expect(Math.abs(mean - norm)).toBeLessThan(0.01);
    model.dispose();
  }
});

test('the rows of an orthogonal recurrent kernel leave a norm of 0.5 to an LSTM’s units', async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.lstm({
        units: 22,
        inputShape: [2, 3],
        recurrentInitializer: tf.initializers.orthogonal({ seed: 1 }),
      }),
    ],
  });
  const rows = await normReport(model, { kernels: true });
  const { mean } = rows.find(({ weight }) => weight === 'recurrent_kernel')!;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.01);
  model.dispose();
});

test('the initial norm as c, for each kernel', async () => {
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 8, inputShape: [10] }));
  model.add(tf.layers.dense({ units: 3 }));
  const initial = await normReport(model, { kernels: true });
  for (const { layer, mean } of initial) {
    constrainModel(model, { maxValue: mean, layers: [layer] });
  }
  const bounded = await normReport(model);
  expect(bounded.map(({ maxValue }) => maxValue)).toEqual(initial.map(({ mean }) => mean));
  model.dispose();
});

describe('published settings of dropout that does not rescale', () => {
  const KEEP = 0.5;
  const C = 2;
  const STEPS = 60;

  /** Trains a linear layer behind dropout with the same masks each time. */
  function train(args: { rescale: boolean; c: number; optimizer: tf.Optimizer; initial: number }) {
    const { rescale, c, optimizer, initial } = args;
    const w = tf.tidy(() =>
      tf.variable(tf.mul(tf.randomNormal([20, 4], 0, 1, 'float32', 1), initial)),
    );
    const release = constrainVariable(w, maxNorm({ maxValue: c }));
    for (let step = 0; step < STEPS; step++) {
      tf.tidy(() => {
        const x = tf.randomNormal([16, 20], 0, 1, 'float32', 100 + step);
        const y = tf.randomNormal([16, 4], 0, 9, 'float32', 200 + step);
        const drawn = tf.randomUniform([16, 20], 0, 1, 'float32', step);
        const mask = tf.cast(tf.less(drawn, KEEP), 'float32');
        const kept = tf.mul(x, rescale ? tf.div(mask, KEEP) : mask);
        const outputs = () => tf.matMul(kept, w);
        optimizer.minimize(() => tf.losses.meanSquaredError(y, outputs()), false, [w]);
      });
    }
    const norms = Array.from(tf.tidy(() => unitNorms(w, 0).dataSync()));
    const atBound = norms.filter((norm) => norm > 0.9999 * c).length;
    const values = Array.from(w.dataSync());
    release();
    w.dispose();
    return { values, atBound };
  }

  test.each<[string, (factor: number) => tf.Optimizer]>([
    ['keep^2 with momentum', (rate) => tf.train.momentum(rate * KEEP ** 2 * 0.02, 0.9)],
    ['keep with Adam', (rate) => tf.train.adam(rate * KEEP * 0.1, 0.9, 0.999, 1e-12)],
  ])('convert: c by keep, the learning rate by %s', (name, optimizer) => {
    const before = tf.memory().numTensors;
    const here = train({
      rescale: true,
      c: KEEP * C,
      optimizer: optimizer(1),
      initial: KEEP * 0.4,
    });
    const back = name.startsWith('keep^2') ? KEEP ** -2 : 1 / KEEP;
    const there = train({ rescale: false, c: C, optimizer: optimizer(back), initial: 0.4 });
    expect(here.atBound).toBeGreaterThan(0);
    expect(here.atBound).toBe(there.atBound);
    here.values.forEach((value, i) => expect(value).toBeCloseTo(KEEP * there.values[i], 3));
    expect(tf.memory().numTensors - before).toBeLessThan(20); // what the two optimizers keep
  });
});

test.each<[string, () => tf.Optimizer, number]>([
  ['1 / |W|^2 with SGD', () => tf.train.sgd(1e-3), 4],
  ['1 / |W| with Adam', () => tf.train.adam(1e-3), 2],
])(
  'where the scale of W does not matter, a step turns it in proportion to %s',
  (_, optimizer, ratio) => {
    const input = tf.randomNormal<tf.Rank.R2>([64, 8], 0, 1, 'float32', 2);
    const target = tf.randomNormal([64], 0, 1, 'float32', 3);
    const start = Array.from(tf.randomNormal([8], 0, 1, 'float32', 1).dataSync());
    /** By how much one step turns the vector, with batch norm behind it. */
    const turn = (scale: number) => {
      const w = tf.variable(tf.tensor1d(start.map((value) => scale * value)));
      optimizer().minimize(() => {
        const sums = tf.dot(input, w);
        const { mean, variance } = tf.moments(sums);
        const normed = tf.div(tf.sub(sums, mean), tf.sqrt(variance));
        return tf.losses.meanSquaredError<tf.Tensor, tf.Scalar>(target, normed);
      });
      const after = Array.from(w.dataSync());
      const dot = after.reduce((sum, value, i) => sum + value * start[i], 0);
      return Math.acos(dot / (Math.hypot(...after) * Math.hypot(...start)));
    };
    expect(turn(1) / turn(2)).toBeCloseTo(ratio, 1);
  },
);

test('a bias is an error without an axis, and one vector with axis 0; so is gamma', () => {
  const dense = (axis?: number) =>
    tf.sequential({
      layers: [
        tf.layers.dense({
          units: 4,
          inputShape: [2],
          biasInitializer: 'ones',
          biasConstraint: maxNorm({ maxValue: 1, axis }),
        }),
      ],
    });
  expect(() => dense()).toThrow('no incoming weights');
  const [, bias] = dense(0).getWeights();
  bias.dataSync().forEach((value) => expect(value).toBeCloseTo(0.5, 5));

  const norm = (c: number) =>
    tf.sequential({
      layers: [
        tf.layers.batchNormalization({
          inputShape: [9],
          gammaConstraint: maxNorm({ maxValue: c, axis: 0 }),
        }),
      ],
    });
  expect(Array.from(norm(Math.sqrt(9)).getWeights()[0].dataSync())).toEqual(Array(9).fill(1));
  norm(1)
    .getWeights()[0]
    .dataSync()
    .forEach((value) => expect(value).toBeCloseTo(1 / 3, 5));
});

test('the largest factor by which n units of norm c enlarge a vector is c sqrt n', () => {
  const kernel = maxNorm({ maxValue: 2, axis: 0 }).apply(tf.ones([5, 16]));
  const [length] = tf
    .norm(tf.matMul(tf.fill([1, 5], 1 / Math.sqrt(5)), kernel as tf.Tensor2D))
    .dataSync();
  expect(length).toBeCloseTo(2 * Math.sqrt(16), 4);
});
