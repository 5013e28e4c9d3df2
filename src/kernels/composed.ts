import * as tf from '../tfjs/tf.js';
import { composedNorms } from './composedNorms.js';
import { gradientThroughNorms, gradientThroughProjection } from './gradient.js';
import { MARGIN, type ProjectionAttrs, type UnitsAttrs } from './kernel.js';

/** The projection by stock operations: the reference for every kernel, and used where no kernel is registered. */
export function composedProjection(weight: tf.Tensor, attrs: ProjectionAttrs): tf.Tensor {
  const project = tf.customGrad((w, save) => {
    (save as tf.GradSaveFunc)([w as tf.Tensor]);
    return {
      value: projected(w as tf.Tensor, attrs),
      gradFunc: (dy, [saved]) =>
        tf.tidy(() =>
          gradientThroughProjection(dy, saved, composedNorms(saved, attrs.blocks), attrs),
        ),
    };
  });
  return project(weight);
}

function projected(weight: tf.Tensor, { maxValue, blocks }: ProjectionAttrs): tf.Tensor {
  return tf.tidy(() => {
    const norms = composedNorms(weight, blocks);
    const shortening = tf.div(maxValue * (1 - MARGIN), norms);
    const scales = tf.where(tf.greater(norms, maxValue), shortening, tf.onesLike(norms));
    return tf.reshape(tf.mul(tf.reshape(weight, blocks), scales), weight.shape);
  });
}

/** The norms by stock operations: a vector, one per unit. */
export function composedUnitNorms(weight: tf.Tensor, { blocks }: UnitsAttrs): tf.Tensor {
  const measure = tf.customGrad((w, save) => {
    const norms = tf.tidy(() => tf.reshape(composedNorms(w as tf.Tensor, blocks), [-1]));
    (save as tf.GradSaveFunc)([w as tf.Tensor, norms]);
    return {
      value: norms,
      gradFunc: (dy, [saved, savedNorms]) => gradientThroughNorms(dy, saved, savedNorms, blocks),
    };
  });
  return measure(weight);
}
