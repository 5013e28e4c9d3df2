import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import * as ts from 'typescript';
import type { Constraint } from '../src/index.js';
import { fileSystem } from '../src/node/index.js';
import { describeBackends } from './support/backends.js';
import { unitsOf } from './support/reference.js';

type Recipe = new (args: { maxValue?: number; axis?: number[] }) => Constraint;

const NAMES = ['NonNegativeBounded', 'WeightClip', 'ZeroMean', 'FixedNorm', 'NonNegativeMaxNorm'];

/** The classes that docs/own-constraints.md defines. */
let recipes: Record<string, Recipe>;
let folder: string;

beforeAll(async () => {
  await tf.setBackend('cpu');
  folder = mkdtempSync(join(tmpdir(), 'own-constraints-'));
  const page = readFileSync(join(__dirname, '../docs/own-constraints.md'), 'utf8');
  const blocks = [...page.matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => code);
  const code = blocks.join('').replace(/'my-model'/g, JSON.stringify(join(folder, 'page')));
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const { constructor: AsyncFunction } = Object.getPrototypeOf(async () => {}) as {
    constructor: new (...code: string[]) => (...scope: unknown[]) => Promise<typeof recipes>;
  };
  const run = new AsyncFunction('require', 'exports', `${outputText}; return {${NAMES.join()}}`);
  recipes = await run(require, {});
});

afterAll(() => rmSync(folder, { recursive: true }));

interface Unit {
  weights: number[];
  mean: number;
  norm: number;
}

/** In float64. */
function unitsIn(weight: tf.Tensor): Unit[] {
  const axes = weight.shape.map((_, axis) => axis).slice(0, -1);
  const { unitOf, units } = unitsOf(weight.shape, axes);
  const weights = Array.from({ length: units }, (): number[] => []);
  weight.dataSync().forEach((value, at) => weights[unitOf[at]].push(value));
  return weights.map((values) => ({
    weights: values,
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    norm: Math.hypot(...values),
  }));
}

const ROUNDING = 1e-6;

/** What the page promises, and that the constraint has something to do. */
const promises: Record<
  string,
  {
    args: ConstructorParameters<Recipe>[0];
    check: (unit: Unit) => boolean;
    bites: (unit: Unit) => boolean;
  }
> = {
  NonNegativeBounded: {
    args: { maxValue: 0.25 },
    check: ({ weights }) => weights.every((weight) => weight >= 0 && weight <= 0.25),
    bites: ({ weights }) => weights.includes(0) && weights.includes(0.25),
  },
  WeightClip: {
    args: {},
    check: ({ weights }) => weights.every((weight) => Math.abs(weight) <= Math.fround(0.01)),
    bites: ({ weights }) => weights.includes(Math.fround(0.01)),
  },
  ZeroMean: {
    args: {},
    check: ({ mean, norm }) => Math.abs(mean) <= ROUNDING * norm,
    bites: ({ norm }) => norm > 0,
  },
  FixedNorm: {
    args: { maxValue: 1 },
    check: ({ norm }) => Math.abs(norm - 1) <= ROUNDING,
    bites: () => true,
  },
  NonNegativeMaxNorm: {
    args: { maxValue: 0.5 },
    check: ({ weights, norm }) =>
      weights.every((weight) => weight >= 0) && norm <= 0.5 * (1 + ROUNDING),
    bites: ({ weights, norm }) => weights.includes(0) && norm > 0.499,
  },
};

function kernels(model: tf.LayersModel): tf.Tensor[] {
  return model.getWeights().filter(({ rank }) => rank > 1);
}

function compile(model: tf.LayersModel): void {
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
}

describeBackends('the recipes of docs/own-constraints.md', (backend) => {
  test.each(NAMES)('%s', async (name) => {
    const { args, check, bites } = promises[name];
    const constraint = (axis: number[]) =>
      new recipes[name](name === 'ZeroMean' ? { ...args, axis } : args);
    const model = tf.sequential({
      layers: [
        tf.layers.inputLayer({ inputShape: [6, 6, 2] }),
        // The wasm backend as it comes cannot train a convolution.
        ...(backend === 'wasm'
          ? []
          : [
              tf.layers.conv2d({
                filters: 3,
                kernelSize: 3,
                kernelConstraint: constraint([0, 1, 2]),
              }),
            ]),
        tf.layers.flatten(),
        tf.layers.dense({ units: 5, kernelConstraint: constraint([0]) }),
        tf.layers.dense({ units: 2, kernelConstraint: constraint([0]) }),
      ],
    });
    const x = tf.randomNormal([16, 6, 6, 2], 0, 1, 'float32', 1);
    const y = tf.randomNormal([16, 2], 0, 3, 'float32', 2);
    compile(model);
    await model.fit(x, y, { epochs: 2, verbose: 0 });
    const before = tf.memory().numTensors;
    await model.fit(x, y, { epochs: 3, verbose: 0 });
    expect(tf.memory().numTensors).toBe(before);
    const trained = kernels(model).flatMap(unitsIn);
    expect(trained.filter((unit) => !check(unit))).toEqual([]);
    expect(trained.some(bites)).toBe(true);

    // The arrays that tfjs-node reads are not of the class that TensorFlow.js knows within Jest.
    if (backend === 'tensorflow') return;
    await model.save(fileSystem(join(folder, name)));
    const loaded = await tf.loadLayersModel(fileSystem(join(folder, name)));
    const isExact = !['ZeroMean', 'FixedNorm'].includes(name);
    kernels(loaded).forEach((kernel, i) => {
      const [actual, expected] = [kernel, kernels(model)[i]].map((w) => [...w.dataSync()]);
      if (isExact) expect(actual).toEqual(expected);
      actual.forEach((value, at) => expect(value).toBeCloseTo(expected[at], 6));
    });
    compile(loaded);
    await loaded.fit(x, y, { epochs: 2, verbose: 0 });
    expect(
      kernels(loaded)
        .flatMap(unitsIn)
        .filter((unit) => !check(unit)),
    ).toEqual([]);
  });
});
