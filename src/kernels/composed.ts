import * as tf from '@tensorflow/tfjs';

const SMALLEST_NORMAL = 1.1754943508222875e-38;
const LARGEST = 3.4028234663852886e38;

/**
 * How far inside the ball a unit that was outside lands, relative to c: more than a float32 norm of it can be off, so
 * that a second projection finds it inside and changes nothing.
 */
const MARGIN = 5e-7;

/** The norms by stock operations: each unit is scaled by its largest weight first, so that no square leaves float32. */
export function composedNorms(weight: tf.Tensor, axes: number[], keepDims: boolean): tf.Tensor {
  return tf.tidy(() => {
    const scale = tf.tidy(() =>
      tf.clipByValue(tf.max(tf.abs(weight), axes, true), SMALLEST_NORMAL, LARGEST),
    );
    const squares = tf.tidy(() => tf.square(tf.div(weight, scale)));
    const norms = tf.mul(tf.sqrt(tf.sum(squares, axes, true)), scale);
    return keepDims ? norms : tf.squeeze(norms, axes);
  });
}

/** The projection by stock operations: the reference for every kernel, and what runs where no kernel is registered. */
export function composedProjection<T extends tf.Tensor>(
  weight: T,
  maxValue: number,
  axes: number[],
): T {
  return tf.tidy(() => {
    const scale = tf.tidy(() => {
      const norms = composedNorms(weight, axes, true);
      return tf.where(
        tf.greater(norms, maxValue),
        tf.div(maxValue * (1 - MARGIN), norms),
        tf.onesLike(norms),
      );
    });
    return tf.mul(weight, scale);
  });
}
