import * as tf from '../tfjs/tf.js';

/**
 * Cuts the middle of three axes into pieces of one length: at most `longest`, and no less than a quarter of it, with
 * zeros after the last where no such length divides. `[outer, length, inner]` becomes `[outer * pieces, piece, inner]`.
 *
 * Float32 loses little in the sum over a short piece, even if all numbers are equal and round the same way.
 */
export function cut(x: tf.Tensor3D, longest: number): tf.Tensor3D {
  const [outer, length, inner] = x.shape;
  if (length <= longest) return x;
  for (let piece = longest; 4 * piece >= longest; piece--) {
    if (length % piece === 0) return tf.reshape(x, [(outer * length) / piece, piece, inner]);
  }
  const padding = longest - (length % longest);
  const padded = tf.pad(x, [
    [0, 0],
    [0, padding],
    [0, 0],
  ]);
  return tf.reshape(padded, [(outer * (length + padding)) / longest, longest, inner]);
}
