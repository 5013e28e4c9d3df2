import * as tf from '../tfjs/tf.js';
import { composedProjection, composedUnitNorms } from './composed.js';
import {
  MAX_NORM_PROJECTION,
  type ProjectionAttrs,
  UNIT_NORMS,
  type UnitsAttrs,
} from './kernel.js';
import { unitBlocks } from './unitBlocks.js';

/** The projection by the current backend's kernel, or by stock operations if it has none. */
export function projectUnits(weight: tf.Tensor, maxValue: number, axes: number[]): tf.Tensor {
  const blocks = unitBlocks(weight.shape, axes);
  if (blocks == null) {
    return tf.tidy(() => {
      const { runs, restore } = asRuns(weight, axes);
      return restore(projectUnits(runs, maxValue, [1]));
    });
  }
  const attrs: ProjectionAttrs = { maxValue, axes, blocks };
  return hasKernel(MAX_NORM_PROJECTION)
    ? tf.engine().runKernel(MAX_NORM_PROJECTION, { weight }, attrs)
    : composedProjection(weight, attrs);
}

/** The norms by the current backend's kernel, or by stock operations if it has none: a vector, one per unit. */
export function normsOfUnits(weight: tf.Tensor, axes: number[]): tf.Tensor {
  const blocks = unitBlocks(weight.shape, axes);
  if (blocks == null) return tf.tidy(() => normsOfUnits(asRuns(weight, axes).runs, [1]));
  const attrs: UnitsAttrs = { axes, blocks };
  return hasKernel(UNIT_NORMS)
    ? tf.engine().runKernel(UNIT_NORMS, { weight }, attrs)
    : composedUnitNorms(weight, attrs);
}

function hasKernel(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) != null;
}

/** The units one after the other, for axes that alternate more often than four blocks can say. */
function asRuns(
  weight: tf.Tensor,
  axes: number[],
): { runs: tf.Tensor; restore: (runs: tf.Tensor) => tf.Tensor } {
  const kept = weight.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...kept, ...axes];
  const transposed = tf.transpose(weight, order);
  const units = tf.util.sizeFromShape(kept.map((axis) => weight.shape[axis]));
  return {
    runs: tf.reshape(transposed, [units, weight.size / units]),
    restore: (runs) =>
      tf.transpose(
        tf.reshape(runs, transposed.shape),
        order.map((_, axis) => order.indexOf(axis)),
      ),
  };
}
