import * as tf from '@tensorflow/tfjs';

const SMALLEST_NORMAL = 1.1754943508222875e-38;
const LARGEST = 3.4028234663852886e38;

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
