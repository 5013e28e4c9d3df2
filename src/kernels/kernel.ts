import type * as tf from '../tfjs/tf.js';
import type { UnitBlocks } from './unitBlocks.js';

/** The names under which the operations of every backend are registered. */
export const MAX_NORM_PROJECTION = 'MaxNormProjection';
export const UNIT_NORMS = 'UnitNorms';

/**
 * How far inside the ball a unit that was outside lands, relative to c: more than a float32 norm of it can be off, so
 * that a second projection finds it inside and changes nothing. The same on all backends: a model that was trained on
 * one loads unchanged on another.
 */
export const MARGIN = 5e-7;

// Types, not interfaces: only those are attributes to TensorFlow.js.
export type UnitsAttrs = { axes: number[]; blocks: UnitBlocks };
export type ProjectionAttrs = UnitsAttrs & { maxValue: number };

/** What a backend brings to project weights and to measure them; `Backend` is what it needs of the backend's class. */
export interface UnitKernels<Backend> {
  backendName: string;
  /** `null` if no unit exceeds: the weight is its own projection. */
  project: (backend: Backend, weight: tf.Tensor, attrs: ProjectionAttrs) => tf.TensorInfo | null;
  /** One norm a unit, in the order of the units. */
  norms: (backend: Backend, weight: tf.Tensor, attrs: UnitsAttrs) => tf.TensorInfo;
}

/** As TensorFlow.js registers them. */
export function kernelConfigs<Backend>({
  backendName,
  project,
  norms,
}: UnitKernels<Backend>): tf.KernelConfig[] {
  return [
    {
      kernelName: MAX_NORM_PROJECTION,
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) => {
        const weight = inputs.weight as tf.Tensor;
        const projected = project(backend as Backend, weight, attrs as ProjectionAttrs);
        if (projected != null) return projected;
        (backend as SharingBackend).incRef(weight.dataId);
        return { dataId: weight.dataId, shape: weight.shape, dtype: weight.dtype };
      },
    },
    {
      kernelName: UNIT_NORMS,
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) =>
        norms(backend as Backend, inputs.weight as tf.Tensor, attrs as UnitsAttrs),
    },
  ];
}

/** Every backend counts the tensors that share one memory. */
interface SharingBackend {
  incRef(dataId: tf.DataId): void;
}
