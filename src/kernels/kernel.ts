import type * as tf from '../tfjs/tf.js';
import type { UnitBlocks } from './unitBlocks.js';

/** The names under which the operations of every backend are registered. */
export const MAX_NORM_PROJECTION = 'MaxNormProjection';
export const UNIT_NORMS = 'UnitNorms';

/**
 * How far inside the ball the projection puts a unit that was outside, relative to c. It is more than the error of a
 * float32 norm, so that a second projection finds the unit inside and changes nothing. It is the same on all backends,
 * so that a model that was trained on one loads unchanged on another.
 */
export const MARGIN = 5e-7;

// Types, not interfaces: TensorFlow.js accepts only types as attributes.
export type UnitsAttrs = { axes: number[]; blocks: UnitBlocks };
export type ProjectionAttrs = UnitsAttrs & { maxValue: number };

/** A backend's functions that project and measure weights; `Backend` is the part of its class that they need. */
export interface UnitKernels<Backend> {
  backendName: string;
  /** `null` if no unit exceeds: the weight is its own projection. */
  project: (backend: Backend, weight: tf.Tensor, attrs: ProjectionAttrs) => tf.TensorInfo | null;
  /** One norm per unit, in the order of the units. */
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
