import type * as tf from '@tensorflow/tfjs';
import { projectMaxNorm, unitNorms } from 'tfjs-max-norm';
import { composedProjection, composedUnitNorms } from '../../src/kernels/composed.js';
import { unitBlocks } from '../../src/kernels/unitBlocks.js';

/** `projectMaxNorm` without a kernel. Axes that alternate are transposed before a kernel is looked for. */
export function projectComposed(weight: tf.Tensor, maxValue: number, axes: number[]): tf.Tensor {
  const blocks = unitBlocks(weight.shape, axes);
  return blocks == null
    ? projectMaxNorm(weight, maxValue, axes)
    : composedProjection(weight, { maxValue, axes, blocks });
}

/** `unitNorms` without a kernel, as a vector. */
export function normsComposed(weight: tf.Tensor, axes: number[]): tf.Tensor {
  const blocks = unitBlocks(weight.shape, axes);
  return blocks == null ? unitNorms(weight, axes) : composedUnitNorms(weight, { axes, blocks });
}
