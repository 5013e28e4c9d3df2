import * as tf from '../tfjs/tf.js';
import { composedProjection, composedUnitNorms } from './composed.js';
import type { UnitKernels } from './kernel.js';
import { scalesOf } from './loops.js';
import { measure } from './measure.js';
import { cut } from './pieces.js';
import { projectValues } from './projectValues.js';
import type { UnitBlocks } from './unitBlocks.js';

/** What the kernels need of `NodeJSKernelBackend`. */
interface TensorflowBackend {
  isUsingGpuDevice: boolean;
  readSync(dataId: tf.DataId): Float32Array;
  createReductionOpAttrs(tensor: tf.Tensor): unknown[];
  executeSingleOutput(name: string, attributes: unknown[], inputs: tf.Tensor[]): tf.Tensor;
}

/** Weights up to this size are read, and projected here: TensorFlow needs longer to launch its operations. */
const SMALL = 2 ** 16;
/** Beyond them, squares that matter may leave float32. */
const [SMALLEST_NORM, LARGEST_SQUARE] = [1e-12, Infinity];
/** How TensorFlow adds up runs, norms of such pieces are right to 2e-7 even where all weights are equal. */
const LONGEST_RUN = 256;

/**
 * Likewise for columns: four rows at a time where they fill its vectors, else one at a time. Rows of 4 KB or a multiple
 * compete for the same lines of the nearest cache: fewer of them are faster.
 */
function longestColumn(columns: number): number {
  return columns % 8 === 0 && columns % 1024 !== 0 ? 32 : 16;
}

/**
 * One native reduction, whose norms are read back, and one native product if any exceeds. A small weight is read itself,
 * and processed as on cpu.
 */
export const tensorflowKernels: UnitKernels<TensorflowBackend> = {
  backendName: 'tensorflow',

  project(backend, weight, attrs) {
    const { maxValue, axes, blocks } = attrs;
    // Reading anything back would wait for the GPU at every step.
    if (backend.isUsingGpuDevice) return composedProjection(weight, attrs);
    if (weight.size <= SMALL) {
      const projected = projectValues(backend.readSync(weight.dataId), blocks, maxValue);
      return projected && tf.tensor(projected, weight.shape);
    }
    if (maxValue < SMALLEST_NORM) return composedProjection(weight, attrs);
    const squares = nativeSquares(backend, weight, blocks);
    if (squares.includes(LARGEST_SQUARE)) return composedProjection(weight, attrs);
    const { scales, exceeding } = scalesOf(squares, maxValue);
    if (exceeding === 0) return null;
    return tf.tidy(() => {
      const shape = weight.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
      return tf.mul(weight, tf.tensor(Float32Array.from(scales), shape));
    });
  },

  norms(backend, weight, attrs) {
    if (backend.isUsingGpuDevice) return composedUnitNorms(weight, attrs);
    if (weight.size <= SMALL) {
      const squares = measure(backend.readSync(weight.dataId), attrs.blocks);
      return tf.tensor1d(Float32Array.from(squares, Math.sqrt));
    }
    const squares = nativeSquares(backend, weight, attrs.blocks);
    const isOrdinary = (square: number) => square >= SMALLEST_NORM ** 2 && square < LARGEST_SQUARE;
    return squares.every(isOrdinary)
      ? tf.tensor1d(Float32Array.from(squares, Math.sqrt))
      : composedUnitNorms(weight, attrs);
  },
};

/** Norms of pieces by EuclideanNorm; what remains is put together in float64. */
function nativeSquares(
  backend: TensorflowBackend,
  weight: tf.Tensor,
  [k0, r0, k1, r1]: UnitBlocks,
): Float64Array {
  const norms = tf.tidy(() => {
    const pieces =
      r1 > 1
        ? cut(weight, [k0 * r0 * k1, r1, 1], LONGEST_RUN)
        : cut(weight, [k0, r0, k1], longestColumn(k1));
    const attributes = backend.createReductionOpAttrs(weight);
    return backend.executeSingleOutput('EuclideanNorm', attributes, [
      pieces,
      tf.tensor1d([1], 'int32'),
    ]);
  });
  const rest: UnitBlocks =
    r1 > 1 ? [k0, r0, k1, norms.size / (k0 * r0 * k1)] : [k0, norms.size / (k0 * k1), k1, 1];
  const squares = measure(backend.readSync(norms.dataId), rest);
  norms.dispose();
  return squares;
}
