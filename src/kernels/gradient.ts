import * as tf from '@tensorflow/tfjs';
import { composedNorms } from './composed.js';
import { MAX_NORM_PROJECTION, type ProjectionAttrs } from './kernel.js';

/**
 * With n = ||w||: dy inside the ball; outside, where the result is c w / n, what of dy is tangent to the sphere,
 * (c / n) (dy - w <w, dy> / n^2).
 */
export const projectionGradient: tf.GradConfig = {
  kernelName: MAX_NORM_PROJECTION,
  inputsToSave: ['weight'],
  gradFunc: (dy, saved, attrs) => {
    const { maxValue, axes } = attrs as unknown as ProjectionAttrs;
    const [weight] = saved;
    return {
      weight: () => {
        const norms = composedNorms(weight, axes, true);
        const direction = tf.divNoNan(weight, norms);
        const radial = tf.mul(direction, tf.sum(tf.mul(direction, dy as tf.Tensor), axes, true));
        const outside = tf.mul(tf.sub(dy as tf.Tensor, radial), tf.div(maxValue, norms));
        return tf.where(
          tf.broadcastTo(tf.greater(norms, maxValue), weight.shape),
          outside,
          dy as tf.Tensor,
        );
      },
    };
  },
};
