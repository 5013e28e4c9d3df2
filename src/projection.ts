import * as tf from './tfjs/tf.js';
import { type Axis, freeAxes, normalizeAxis } from './axes.js';
import { checkMaxValue, show } from './checks.js';
import { composedProjection } from './kernels/composed.js';
import { composedNorms } from './kernels/composedNorms.js';
import { runProjectionKernel } from './kernels/kernel.js';

/**
 * Projects each unit's weight vector onto the ball of radius c: the solution of
 *
 *     argmin_v ||v - w||_2   subject to   ||v||_2 <= c
 *
 * which is `w * min(1, c / ||w||_2)`. Inside the ball nothing changes, not one bit; outside, the direction is kept
 * and the length becomes c, less a rounding error, so that projecting twice is projecting once.
 * A zero vector stays zero; a NaN stays within its unit.
 *
 * Pure and differentiable. The tensor returned is a new one to dispose of; it may share memory with `weight`.
 *
 * @param weight The weights, float32 of rank 1 or more, such as `[inputDim, units]`.
 * @param maxValue c, the largest L2 norm allowed: positive and finite.
 * @param axis The axes to reduce. By default a vector is one unit, and a tensor of rank 2 or more has its units on the
 *   last axis. For the kernel of a layer, use {@link unitAxes}.
 * @returns The projected weights, of the shape of `weight`.
 * @throws If `maxValue` is not a positive finite number, `axis` does not fit, or `weight` is no float32 tensor.
 *
 * Source: Srivastava et al., "Dropout", JMLR 15 (2014), section 5.1.
 *
 * @example
 * ```ts
 * const w = tf.tensor2d([[3, 0.1], [4, 0.2]]); // norms 5 and 0.22
 * projectMaxNorm(w, 1).print(); // [[0.6, 0.1], [0.8, 0.2]]
 * ```
 */
export function projectMaxNorm<T extends tf.Tensor>(weight: T, maxValue: number, axis?: Axis): T {
  checkWeight('projectMaxNorm', weight);
  checkMaxValue('projectMaxNorm', maxValue);
  const axes = axesOf('projectMaxNorm', weight, axis);
  if (weight.size === 0) return weight.clone();
  return (runProjectionKernel(weight, maxValue, axes) ??
    composedProjection(weight, maxValue, axes)) as T;
}

/**
 * The L2 norm of each unit's weight vector.
 *
 * @param weight The weights, float32 of rank 1 or more, such as `[inputDim, units]`.
 * @param axis The axes to reduce, as in {@link projectMaxNorm}.
 * @returns The norms, shaped as the axes that remain: `[units]` for `[inputDim, units]`, a scalar for a vector.
 * @throws If `axis` does not fit, or `weight` is no float32 tensor.
 *
 * @example
 * ```ts
 * unitNorms(tf.tensor2d([[3, 0], [4, 2]])).print(); // [5, 2]
 * ```
 */
export function unitNorms(weight: tf.Tensor, axis?: Axis): tf.Tensor {
  checkWeight('unitNorms', weight);
  const axes = axesOf('unitNorms', weight, axis);
  const shape = weight.shape.filter((_, i) => !axes.includes(i));
  return weight.size === 0 ? tf.zeros(shape) : composedNorms(weight, axes, false);
}

function checkWeight(owner: string, weight: unknown): asserts weight is tf.Tensor {
  if (!(weight instanceof tf.Tensor)) {
    throw new Error(`${owner}: weight must be a tensor, got ${show(weight)}.`);
  }
  if (weight.dtype !== 'float32') {
    throw new Error(`${owner}: weight must be of dtype float32, got ${weight.dtype}.`);
  }
}

function axesOf(owner: string, weight: tf.Tensor, axis: Axis | undefined): number[] {
  return axis == null ? freeAxes(owner, weight.rank) : normalizeAxis(owner, axis, weight.rank);
}
