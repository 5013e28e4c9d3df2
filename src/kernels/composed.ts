import * as tf from '../tfjs/tf.js';
import { composedNorms, whereExceeding } from './composedNorms.js';
import { gradientThroughProjection } from './gradient.js';

/**
 * How far inside the ball a unit that was outside lands, relative to c: more than a float32 norm of it can be off, so
 * that a second projection finds it inside and changes nothing.
 */
const MARGIN = 5e-7;

/** The projection by stock operations: the reference for every kernel, and what runs where no kernel is registered. */
export function composedProjection<T extends tf.Tensor>(
  weight: T,
  maxValue: number,
  axes: number[],
): T {
  const project = tf.customGrad((w, save) => {
    (save as tf.GradSaveFunc)([w as tf.Tensor]);
    return {
      value: tf.mul(w as tf.Tensor, scales(w as tf.Tensor, maxValue, axes)),
      gradFunc: (dy, [saved]) => gradientThroughProjection(dy, saved, maxValue, axes),
    };
  });
  return project(weight) as T;
}

function scales(weight: tf.Tensor, maxValue: number, axes: number[]): tf.Tensor {
  return tf.tidy(() => {
    const norms = composedNorms(weight, axes, true);
    return whereExceeding(norms, maxValue, tf.div(maxValue * (1 - MARGIN), norms), 1);
  });
}
