import type * as tf from '../tfjs/tf.js';
import type { UnitKernels } from './kernel.js';
import { measure } from './measure.js';
import { projectValues } from './projectValues.js';

/** What the kernels need of `MathBackendCPU`. */
interface CpuBackend {
  data: { get(dataId: tf.DataId): { values: Float32Array } };
  makeTensorInfo(shape: number[], dtype: tf.DataType, values: Float32Array): tf.TensorInfo;
}

/** A SIMD module if available, else plain loops in memory order. */
export const cpuKernels: UnitKernels<CpuBackend> = {
  backendName: 'cpu',

  project(backend, { dataId, shape, dtype }, { maxValue, blocks }) {
    const { values } = backend.data.get(dataId);
    const projected = projectValues(values, blocks, maxValue);
    return projected && backend.makeTensorInfo(shape, dtype, projected);
  },

  norms(backend, { dataId }, { blocks }) {
    const { values } = backend.data.get(dataId);
    const norms = Float32Array.from(measure(values, blocks), Math.sqrt);
    return backend.makeTensorInfo([norms.length], 'float32', norms);
  },
};
