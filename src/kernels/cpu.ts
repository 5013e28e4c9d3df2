import type * as tf from '../tfjs/tf.js';
import {
  MAX_NORM_PROJECTION,
  type ProjectionAttrs,
  type ProjectionInputs,
  type UnitBlocks,
} from './kernel.js';
import { MARGIN, scaleUnits, squaredNorms, toScales } from './loops.js';
import { allClearlyInside, projectInPieces } from './staged.js';

/** What the kernel needs of `MathBackendCPU`. */
interface CpuBackend {
  data: { get(dataId: tf.DataId): { values: Float32Array } };
  incRef(dataId: tf.DataId): void;
  makeTensorInfo(shape: number[], dtype: tf.DataType, values: Float32Array): tf.TensorInfo;
}

/** Plain loops in memory order; a weight inside the ball costs one read and no copy. */
export const cpuKernel: tf.KernelConfig = {
  kernelName: MAX_NORM_PROJECTION,
  backendName: 'cpu',
  kernelFunc: (params) => {
    const { weight } = params.inputs as unknown as ProjectionInputs;
    const { maxValue, blocks } = params.attrs as unknown as ProjectionAttrs;
    const { dataId, shape, dtype } = weight;
    const backend = params.backend as CpuBackend;
    const { values } = backend.data.get(dataId);
    const projected = project(values, blocks, maxValue);
    if (projected != null) return backend.makeTensorInfo(shape, dtype, projected);
    backend.incRef(dataId);
    return { dataId, shape, dtype };
  },
};

/** `null` if no unit exceeds. */
function project(values: Float32Array, blocks: UnitBlocks, maxValue: number): Float32Array | null {
  if (allClearlyInside(values, blocks, maxValue)) return null;
  const projected = projectInPieces(values, blocks, maxValue);
  return projected === undefined ? projectByLoops(values, blocks, maxValue) : projected;
}

function projectByLoops(
  values: Float32Array,
  blocks: UnitBlocks,
  maxValue: number,
): Float32Array | null {
  const scales = squaredNorms(values, blocks);
  const exceeding = toScales(scales, maxValue, MARGIN);
  if (exceeding === 0) return null;
  const projected = values.slice();
  scaleUnits(projected, blocks, scales, exceeding);
  return projected;
}
