import * as tf from './tfjs/tf.js';
import { type Axis, freeAxes, normalizeAxis } from './axes.js';
import { checkMaxValue } from './checks.js';
import { normsOfUnits, projectUnits } from './kernels/units.js';
import { checkWeight } from './tfjs/checks.js';

/**
 * Projects each unit's weight vector onto the ball of radius c: the solution of
 *
 *     argmin_v ||v - w||_2   subject to   ||v||_2 <= c
 *
 * which is `w * min(1, c / ||w||_2)`. Inside the ball nothing changes, not even one bit; outside, the direction is kept
 * and the length becomes c, less a rounding error, so that a second projection changes nothing. A zero vector stays
 * zero; a NaN stays within its unit.
 *
 * Pure and differentiable. The result is a new tensor, which the caller disposes of; it may share memory with `weight`.
 *
 * @param weight The weights, float32 of rank 1 or more, such as `[inputDim, units]`.
 * @param maxValue c, the largest L2 norm allowed: positive and finite.
 * @param axis The axes to reduce. By default a vector is one unit, and a tensor of rank 2 or more has its units on the
 *   last axis. For the kernel of a layer, use {@link unitAxes}.
 * @returns The projected weights, of the shape of `weight`.
 * @throws {TypeError} If `weight` is not a float32 tensor, `maxValue` is not a number, or `axis` holds anything but numbers.
 * @throws {RangeError} If `weight` is disposed or a scalar, `maxValue` is not positive and finite, or `axis` does not fit
 *   the weight's rank.
 * @see Srivastava et al., {@link https://jmlr.org/papers/v15/srivastava14a.html | Dropout: A Simple Way to Prevent Neural
 *   Networks from Overfitting}, JMLR 15 (2014), section 5.1.
 *
 * @example
 * ```ts
 * const w = tf.tensor2d([[3, 0.1], [4, 0.2]]); // norms 5 and 0.22
 * projectMaxNorm(w, 1).print(); // [[0.6, 0.1], [0.8, 0.2]]
 * ```
 */
export function projectMaxNorm<T extends tf.Tensor>(weight: T, maxValue: number, axis?: Axis): T {
  checkWeight('projectMaxNorm', 'weight', weight);
  checkMaxValue('projectMaxNorm', maxValue);
  const axes = axesOf('projectMaxNorm', weight, axis);
  if (weight.size === 0) return weight.clone();
  return projectUnits(weight, maxValue, axes) as T;
}

/**
 * The L2 norm of each unit's weight vector.
 *
 * @param weight The weights, float32 of rank 1 or more, such as `[inputDim, units]`.
 * @param axis The axes to reduce, as in {@link projectMaxNorm}.
 * @returns The norms, shaped as the axes that remain: `[units]` for `[inputDim, units]`, a scalar for a vector.
 * @throws {TypeError} If `weight` is not a float32 tensor, or `axis` holds anything but numbers.
 * @throws {RangeError} If `weight` is disposed or a scalar, or `axis` does not fit the weight's rank.
 *
 * @example
 * ```ts
 * unitNorms(tf.tensor2d([[3, 0], [4, 2]])).print(); // [5, 2]
 * ```
 */
export function unitNorms(weight: tf.Tensor, axis?: Axis): tf.Tensor {
  checkWeight('unitNorms', 'weight', weight);
  const axes = axesOf('unitNorms', weight, axis);
  const shape = weight.shape.filter((_, i) => !axes.includes(i));
  if (weight.size === 0) return tf.zeros(shape);
  return tf.tidy(() => tf.reshape(normsOfUnits(weight, axes), shape));
}

function axesOf(caller: string, weight: tf.Tensor, axis: Axis | undefined): number[] {
  return axis == null ? freeAxes(caller, weight.rank) : normalizeAxis(caller, axis, weight.rank);
}
