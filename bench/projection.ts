import * as tf from '@tensorflow/tfjs';
import { projectMaxNorm, unitNorms } from '../src/index.js';
import { measure, type Timing } from './measure.js';

export interface ProjectionRow {
  backend: string;
  shape: number[];
  axis: number[];
  exceeding: 'none' | '5 %' | 'all';
  builtIn: Timing;
  ours: Timing;
  copy: Timing;
}

const shapes: { shape: number[]; axis: number[]; isLarge?: boolean }[] = [
  { shape: [784, 1024], axis: [0] },
  { shape: [1024, 1024], axis: [0] },
  { shape: [3, 3, 64, 128], axis: [0, 1, 2] },
  { shape: [3, 3, 128, 64], axis: [0, 1, 3] },
  { shape: [10000, 64], axis: [1] },
  { shape: [50000, 300], axis: [1], isLarge: true },
  { shape: [4096, 4096], axis: [0], isLarge: true },
];

/** Shapes times how many units exceed, on the current backend: TensorFlow.js's own formula, ours, and a copy. */
export function* benchProjection(quick: boolean): Generator<ProjectionRow> {
  const backend = tf.getBackend();
  for (const { shape, axis, isLarge } of shapes) {
    if (quick && isLarge) continue;
    const weight = tf.tidy(() => {
      const kept = shape.map((size, at) => (axis.includes(at) ? 1 : size));
      const lengths = tf.randomUniform(kept, 0.5, 1.5, 'float32', 2);
      return tf.mul(tf.randomNormal(shape, 0, 1, 'float32', 1), lengths);
    });
    const norms = Array.from(tf.tidy(() => unitNorms(weight, axis).dataSync()));
    norms.sort((a, b) => a - b);
    const bounds = {
      none: norms[norms.length - 1] * 1.01,
      '5 %': norms[Math.floor(norms.length * 0.95)],
      all: norms[0] * 0.99,
    };
    const { copy, release } = copier(weight);
    for (const [exceeding, maxValue] of Object.entries(bounds)) {
      // Arrays work, though the types say otherwise.
      const constraint = tf.constraints.maxNorm({ maxValue, axis: axis as unknown as number });
      const timings = measure(
        {
          builtIn: () => tf.tidy(() => void constraint.apply(weight)),
          ours: () => projectMaxNorm(weight, maxValue, axis).dispose(),
          copy,
        },
        quick ? { milliseconds: 200, rounds: 3 } : { milliseconds: 1500, rounds: 7 },
      );
      yield {
        backend,
        shape,
        axis,
        exceeding: exceeding as ProjectionRow['exceeding'],
        ...timings,
      };
    }
    release();
    weight.dispose();
  }
}

/** One read and one write: into memory that is there already on cpu and wasm, into a new tensor on tensorflow. */
function copier(weight: tf.Tensor): { copy: () => void; release: () => void } {
  if (tf.getBackend() === 'tensorflow') {
    const zero = tf.scalar(0);
    return { copy: () => tf.add(weight, zero).dispose(), release: () => zero.dispose() };
  }
  if (tf.getBackend() === 'wasm') {
    const target = tf.zerosLike(weight);
    const { wasm, dataIdMap } = tf.backend() as unknown as {
      wasm: { HEAPU8: Uint8Array };
      dataIdMap: { get(dataId: tf.DataId): { memoryOffset: number } };
    };
    const [from, to] = [weight, target].map(({ dataId }) => dataIdMap.get(dataId).memoryOffset);
    return {
      copy: () => void wasm.HEAPU8.copyWithin(to, from, from + 4 * weight.size),
      release: () => target.dispose(),
    };
  }
  const source = weight.dataSync<'float32'>();
  const target = new Float32Array(source.length);
  return { copy: () => target.set(source), release: () => undefined };
}
