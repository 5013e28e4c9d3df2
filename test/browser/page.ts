import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';
import { maxNorm, projectMaxNorm } from 'tfjs-max-norm';
import { composedProjection } from '../../src/kernels/composed.js';
import { MAX_NORM_PROJECTION } from '../../src/kernels/kernel.js';
import { reference } from '../support/reference.js';

type Projection = typeof composedProjection;

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
      if (magnitude === 1 && shape.length !== 4) projections.push(['composed', composedProjection]);
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

async function runOn(backend: string) {
  setWasmPaths('/');
  if (!(await tf.setBackend(backend))) throw new Error(`The backend ${backend} does not start.`);
  await tf.ready();
  return {
    hasKernel: tf.getKernel(MAX_NORM_PROJECTION, backend) != null,
    findings: await checkProjection(),
    training: await train(0.5),
    isThreaded: 'PThread' in ((tf.backend() as { wasm?: object }).wasm ?? {}),
  };
}

export type Report = Awaited<ReturnType<typeof runOn>>;

Object.assign(globalThis, { runOn });
