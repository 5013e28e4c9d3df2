import * as tf from '../tfjs/tf.js';
import { composedProjection } from './composed.js';
import { MAX_NORM_PROJECTION, type ProjectionAttrs, type UnitBlocks } from './kernel.js';
import { squaredNorms, toScales } from './loops.js';
import { piecesOf } from './pieces.js';

/** What the kernel needs of `NodeJSKernelBackend`. */
interface TensorflowBackend {
  isUsingGpuDevice: boolean;
  incRef(dataId: tf.DataId): void;
  readSync(dataId: tf.DataId): Float32Array;
  createReductionOpAttrs(tensor: tf.Tensor): unknown[];
  executeSingleOutput(name: string, attributes: unknown[], inputs: tf.Tensor[]): tf.Tensor;
}

/** As in the composed projection: TensorFlow adds in float32. */
const MARGIN = 5e-7;
/** Squares of smaller norms leave float32. */
const SMALLEST_NORM = 1e-15;

/** One native reduction, whose norms are read back, and one native product if any exceeds. */
export const tensorflowKernel: tf.KernelConfig = {
  kernelName: MAX_NORM_PROJECTION,
  backendName: 'tensorflow',
  kernelFunc: (params) => {
    const weight = params.inputs.weight as tf.Tensor;
    const { maxValue, axes, blocks } = params.attrs as unknown as ProjectionAttrs;
    const backend = params.backend as unknown as TensorflowBackend;
    // Reading the norms back would wait for the GPU at every step.
    if (backend.isUsingGpuDevice) return composedProjection(weight, maxValue, axes);
    const squares = nativeSquares(backend, weight, blocks);
    if (squares.includes(Infinity) || maxValue < SMALLEST_NORM) {
      return composedProjection(weight, maxValue, axes);
    }
    if (toScales(squares, maxValue, MARGIN) === 0) {
      const { dataId, shape, dtype } = weight;
      backend.incRef(dataId);
      return { dataId, shape, dtype };
    }
    return tf.tidy(() => {
      const shape = weight.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
      return tf.mul(weight, tf.tensor(Float32Array.from(squares), shape));
    });
  },
};

/** Norms of runs, or of pieces of columns, by EuclideanNorm; the few that remain are put together in float64. */
function nativeSquares(
  backend: TensorflowBackend,
  weight: tf.Tensor,
  [k0, r0, k1, r1]: UnitBlocks,
): Float64Array {
  const pieces = r1 > 1 ? r0 : piecesOf(r0);
  const view = r1 > 1 ? [k0 * r0 * k1, r1] : [k0 * pieces, r0 / pieces, k1];
  const norms = tf.tidy(() =>
    backend.executeSingleOutput('EuclideanNorm', backend.createReductionOpAttrs(weight), [
      tf.reshape(weight, view),
      tf.tensor1d([1], 'int32'),
    ]),
  );
  const squares = squaredNorms(backend.readSync(norms.dataId), [k0, pieces, k1, 1]);
  norms.dispose();
  return squares;
}
