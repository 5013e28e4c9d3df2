import * as tf from '../tfjs/tf.js';
import {
  MAX_NORM_PROJECTION,
  type ProjectionAttrs,
  UNIT_NORMS,
  type UnitsAttrs,
} from './kernel.js';
import type { UnitBlocks } from './unitBlocks.js';

const SMALLEST_NORMAL = 1.1754943508222875e-38;

/**
 * The gradient of the weight, given the gradient `dy` of its projection. With n = ||w||: dy inside the ball; outside,
 * where the projection is c w / n, what of dy is tangent to the sphere, (c / n) (dy - w <w, dy> / n^2).
 */
export function gradientThroughProjection(
  dy: tf.Tensor,
  weight: tf.Tensor,
  norms: tf.Tensor,
  { maxValue, blocks }: ProjectionAttrs,
): tf.Tensor {
  return tf.tidy(() => {
    const [k0, , k1] = blocks;
    const n = tf.reshape(norms, [k0, 1, k1, 1]);
    const gradient = tf.reshape(dy, blocks);
    const direction = directions(weight, n, blocks);
    const alongWeight = tf.sum(tf.mul(direction, gradient), [1, 3], true);
    const exceeds = tf.greater(n, maxValue);
    const ratio = tf.div(maxValue, n);
    const scale = tf.where(exceeds, ratio, tf.onesLike(n));
    const radial = tf.where(exceeds, tf.mul(ratio, alongWeight), tf.zerosLike(n));
    return tf.reshape(tf.sub(tf.mul(scale, gradient), tf.mul(radial, direction)), weight.shape);
  });
}

/** The slope of a norm: w / n, and zero for a unit of zeros. */
export function gradientThroughNorms(
  dy: tf.Tensor,
  weight: tf.Tensor,
  norms: tf.Tensor,
  blocks: UnitBlocks,
): tf.Tensor {
  return tf.tidy(() => {
    const [k0, , k1] = blocks;
    const [n, gradient] = [norms, dy].map((x) => tf.reshape(x, [k0, 1, k1, 1]));
    return tf.reshape(tf.mul(directions(weight, n, blocks), gradient), weight.shape);
  });
}

function directions(weight: tf.Tensor, norms: tf.Tensor, blocks: UnitBlocks): tf.Tensor {
  return tf.div(tf.reshape(weight, blocks), tf.maximum(norms, SMALLEST_NORMAL));
}

export const projectionGradient: tf.GradConfig = {
  kernelName: MAX_NORM_PROJECTION,
  inputsToSave: ['weight'],
  gradFunc: (dy, [weight], attrs) => ({
    weight: () =>
      tf.tidy(() => {
        const { axes, blocks } = attrs as ProjectionAttrs;
        const norms: tf.Tensor = tf.engine().runKernel(UNIT_NORMS, { weight }, { axes, blocks });
        return gradientThroughProjection(dy as tf.Tensor, weight, norms, attrs as ProjectionAttrs);
      }),
  }),
};

export const normsGradient: tf.GradConfig = {
  kernelName: UNIT_NORMS,
  inputsToSave: ['weight'],
  outputsToSave: [true],
  gradFunc: (dy, [weight, norms], attrs) => {
    const { blocks } = attrs as UnitsAttrs;
    return { weight: () => gradientThroughNorms(dy as tf.Tensor, weight, norms, blocks) };
  },
};
