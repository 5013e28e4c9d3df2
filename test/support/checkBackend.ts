import * as tf from '@tensorflow/tfjs';
import { maxNorm, projectMaxNorm, unitNorms } from 'tfjs-max-norm';
import { MAX_NORM_PROJECTION, UNIT_NORMS } from '../../src/kernels/kernel.js';
import { normsComposed, projectComposed } from './composed.js';
import { brokenPromises, measurePromise } from './promise.js';
import { reference } from './reference.js';
import { layerLayouts, structuredWeights } from './structuredWeights.js';

type Projection = typeof projectComposed;

const layouts: [shape: number[], axes: number[]][] = [
  [[1], [0]],
  [[7], [0]],
  [[50021], [0]],
  [[64, 33], [0]],
  [[20011, 3], [0]],
  [[3, 300], [0]],
  [[33, 64], [1]],
  [[1000, 7], [1]],
  [[5, 3001], [1]],
  [[8, 1], [0]],
  [[8, 1], [1]],
  [
    [3, 3, 5, 8],
    [0, 1, 2],
  ],
  [
    [3, 3, 18, 15],
    [0, 1, 3],
  ],
  [
    [3, 3, 5, 2],
    [0, 1],
  ],
  [
    [2, 3, 4, 5, 6],
    [0, 1, 2, 4],
  ],
  [[40, 5, 37], [1]],
  [
    [7, 3, 5, 3],
    [1, 3],
  ],
  [
    [600, 3, 2],
    [0, 2],
  ],
  [
    [2, 3, 2, 3, 2],
    [0, 2, 4],
  ],
];

/** What is wrong with the projection on a backend, one line a finding. */
async function checkProjection(): Promise<string[]> {
  const findings: string[] = [];
  for (const [shape, axes] of layouts) {
    for (const magnitude of [1, 0.4, 1e-30, 1e18, 1e25]) {
      const projections: [string, Projection][] = [['kernel', projectMaxNorm]];
      if (magnitude === 1 && shape.length !== 4) projections.push(['composed', projectComposed]);
      for (const [name, project] of projections) {
        const finding = await check(project, shape, axes, magnitude);
        if (finding)
          findings.push(`${name}, ${JSON.stringify([shape, axes])}, x${magnitude}: ${finding}`);
      }
    }
  }
  return findings;
}

async function check(
  project: Projection,
  shape: number[],
  axes: number[],
  magnitude: number,
): Promise<string | null> {
  const maxValue = 1.5;
  const size = shape.reduce((product, length) => product * length, 1);
  const values = Float32Array.from({ length: size }, (_, at) => Math.sin(at * at + 1));
  const first = reference(values, shape, axes);
  values.forEach((value, at) => {
    const unit = first.unitOf[at];
    const length = unit % 5 === 1 ? 0 : maxValue * magnitude * (0.2 + ((unit * 0.37) % 1.7));
    values[at] = value * (length / first.norms[unit]);
  });
  const withNaN = first.norms.length > 2;
  if (withNaN) values[size - 1] = NaN;
  const { norms, unitOf, projected } = reference(values, shape, axes, maxValue);

  const before = tf.memory().numTensors;
  const weight = tf.tidy(() => {
    // As an optimizer leaves it: on WebGL four to a texel, where infinities now lie beyond the end of odd sizes.
    const zeros = tf.sub(tf.div(1, tf.ones(shape)), 1);
    return tf.sub(tf.tensor(values, shape), zeros);
  });
  const once = project(weight, maxValue, axes);
  const twice = project(once, maxValue, axes);
  const actual = await once.data();
  const again = await twice.data();
  tf.dispose([weight, once, twice]);
  if (tf.memory().numTensors !== before) return 'tensors left over';

  for (let at = 0; at < size; at++) {
    const norm = norms[unitOf[at]];
    const want = projected[at];
    // A norm that float32 cannot tell from c may be taken for either.
    const isRight = !(norm > maxValue * (1 - 1e-6))
      ? Object.is(actual[at], values[at])
      : Math.abs(actual[at] - want) <= 1e-6 * Math.abs(want);
    if (!isRight) return `expected ${want} at ${at}, got ${actual[at]}; norm ${norm}`;
    if (!Object.is(actual[at], again[at])) {
      return `projected again, ${actual[at]} at ${at} became ${again[at]}`;
    }
  }
  const largest = Math.max(0, ...reference(actual, shape, axes).norms.filter((n) => !isNaN(n)));
  return largest <= maxValue * (1 + 1e-6) ? null : `a norm of ${largest}`;
}

/** Weights whose rounding errors do not cancel, in every layout of a layer; the largest where units are few. */
async function checkPromises(): Promise<string[]> {
  const findings: string[] = [];
  const layouts = [
    ...layerLayouts(100, 9),
    ...layerLayouts(784, 16),
    ...layerLayouts(4099, 3).slice(0, 6),
    ...layerLayouts(65537, 2).slice(0, 2),
    ...layerLayouts(1_000_000, 1).slice(0, 1),
  ];
  const operations = {
    kernel: { project: projectMaxNorm, norms: unitNorms },
    composed: { project: projectComposed, norms: normsComposed },
  };
  for (const [, shape, axes] of layouts) {
    for (const [name, { project, norms }] of Object.entries(operations)) {
      if (name === 'composed' && tf.util.sizeFromShape(shape) > 6000) continue;
      for (const weight of structuredWeights(shape, axes)) {
        const tensor = (values: Float32Array, size: number[]) => tf.tensor(values, size);
        const broken = brokenPromises(await measurePromise({ tensor, project, norms }, weight));
        if (Object.keys(broken).length > 0) {
          findings.push(`${name} ${weight.title}: ${JSON.stringify(broken)}`);
        }
      }
    }
  }
  return findings;
}

/** The norms of weights that are far from 1, and of more units than one row of workgroups or texels takes. */
async function checkNorms(): Promise<string[]> {
  const findings: string[] = [];
  const cases: [shape: number[], axes: number[], value: number][] = [
    [[3, 5], [0], 1e-30],
    [[3, 5], [1], 1e25],
    [[5_000_000, 1], [0], 0.3],
    [[1, 500_000], [0], 0.3],
    [[3, 2_000_003], [0], 0.3],
  ];
  for (const [shape, axes, value] of cases) {
    const norms = tf.tidy(() => unitNorms(tf.fill(shape, value), axes));
    const want =
      Math.fround(value) * Math.sqrt(axes.reduce((length, axis) => length * shape[axis], 1));
    const wrong = (await norms.data()).find((norm) => !(Math.abs(norm / want - 1) <= 1e-6));
    norms.dispose();
    if (wrong != null) findings.push(`norms of ${shape.join(' x ')}: ${wrong}, not ${want}`);
  }
  return findings;
}

/** Trains a small model with max-norm; answers the largest norm, and how many tensors were left over. */
async function train(maxValue: number): Promise<{ largest: number; leftOver: number }> {
  const kernelConstraint = maxNorm({ maxValue });
  // The wasm backend as it comes cannot train a convolution.
  const convolution = tf.layers.conv2d({ filters: 4, kernelSize: 3, kernelConstraint });
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ inputShape: [6, 6, 2] }));
  if (tf.getBackend() !== 'wasm') model.add(convolution);
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: 8, activation: 'relu', kernelConstraint }));
  model.add(tf.layers.dense({ units: 1, kernelConstraint }));
  model.compile({ optimizer: tf.train.adam(0.1), loss: 'meanSquaredError' });
  const x = tf.randomNormal([16, 6, 6, 2]);
  const y = tf.mul(10, tf.randomNormal([16, 1]));
  await model.fit(x, y, { epochs: 2, verbose: 0 });
  const before = tf.memory().numTensors;
  await model.fit(x, y, { epochs: 6, verbose: 0 });
  const leftOver = tf.memory().numTensors - before;
  let largest = 0;
  for (const { shape, name, val } of model.weights as unknown as (tf.LayerVariable & {
    val: tf.Variable;
  })[]) {
    if (!name.includes('kernel')) continue;
    const axes = shape.slice(0, -1).map((_, axis) => axis);
    largest = Math.max(largest, ...reference(await val.data(), shape as number[], axes).norms);
  }
  return { largest, leftOver };
}

/** Projects, measures and trains on a backend that is registered. */
export async function checkBackend(backend: string) {
  if (!(await tf.setBackend(backend))) throw new Error(`The backend ${backend} does not start.`);
  return {
    hasKernel: [MAX_NORM_PROJECTION, UNIT_NORMS].every(
      (name) => tf.getKernel(name, backend) != null,
    ),
    findings: [...(await checkProjection()), ...(await checkPromises()), ...(await checkNorms())],
    training: await train(0.5),
  };
}

export type Report = Awaited<ReturnType<typeof checkBackend>>;
