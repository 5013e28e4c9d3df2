import * as tf from '@tensorflow/tfjs';
import { composedNorms } from './composedNorms.js';
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
    const direction = tf.divNoNan(weight, norms);
    const radial = tf.mul(direction, tf.sum(tf.mul(direction, dy), axes, true));
    const outside = tf.mul(tf.sub(dy, radial), tf.div(maxValue, norms));
    return tf.where(tf.broadcastTo(tf.greater(norms, maxValue), weight.shape), outside, dy);
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
