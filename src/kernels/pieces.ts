import * as tf from '../tfjs/tf.js';

/**
 * Sees a tensor as `[outer, length, inner]`, and cuts the middle axis into pieces of one length: at most `longest`, and no
 * less than a quarter of it, with zeros after the last where no such length divides. The result is
 * `[outer * pieces, piece, inner]`.
 *
 * Float32 loses little in the sum over a short piece, even if all numbers are equal and round the same way.
 */
export function cut(
  x: tf.Tensor,
  [outer, length, inner]: [number, number, number],
  longest: number,
): tf.Tensor3D {
  if (length <= longest) return tf.reshape(x, [outer, length, inner]);
  for (let piece = longest; 4 * piece >= longest; piece--) {
    if (length % piece === 0) return tf.reshape(x, [(outer * length) / piece, piece, inner]);
  }
  const padding = longest - (length % longest);
  const padded = tf.pad(tf.reshape(x, [outer, length, inner]), [
    [0, 0],
    [0, padding],
    [0, 0],
  ]);
  return tf.reshape(padded, [(outer * (length + padding)) / longest, longest, inner]);
}
