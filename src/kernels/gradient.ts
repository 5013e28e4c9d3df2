import * as tf from '../tfjs/tf.js';
import { composedNorms, SMALLEST_NORMAL, whereExceeding } from './composedNorms.js';
import { MAX_NORM_PROJECTION, type ProjectionAttrs } from './kernel.js';

/**
 * What reaches the weight of a gradient `dy` of its projection. With n = ||w||: dy inside the ball; outside, where the
 * projection is c w / n, what of dy is tangent to the sphere, (c / n) (dy - w <w, dy> / n^2).
 */
export function gradientThroughProjection(
  dy: tf.Tensor,
  weight: tf.Tensor,
  maxValue: number,
  axes: number[],
): tf.Tensor {
  return tf.tidy(() => {
    const norms = composedNorms(weight, axes, true);
    const direction = tf.div(weight, tf.maximum(norms, SMALLEST_NORMAL));
    const alongWeight = tf.sum(tf.mul(direction, dy), axes, true);
    const ratio = tf.div(maxValue, norms);
    const scale = whereExceeding(norms, maxValue, ratio, 1);
    const radial = whereExceeding(norms, maxValue, tf.mul(ratio, alongWeight), 0);
    return tf.sub(tf.mul(scale, dy), tf.mul(radial, direction));
  });
}

export const projectionGradient: tf.GradConfig = {
  kernelName: MAX_NORM_PROJECTION,
  inputsToSave: ['weight'],
  gradFunc: (dy, [weight], attrs) => {
    const { maxValue, axes } = attrs as unknown as ProjectionAttrs;
    return { weight: () => gradientThroughProjection(dy as tf.Tensor, weight, maxValue, axes) };
  },
};
