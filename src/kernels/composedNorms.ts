import * as tf from '../tfjs/tf.js';
import { unitBlocks } from './kernel.js';
import { piecesOf } from './pieces.js';

export const SMALLEST_NORMAL = 1.1754943508222875e-38;
const LARGEST = 3.4028234663852886e38;

/** The norms by stock operations: each unit is scaled by its largest weight first, so that no square leaves float32. */
export function composedNorms(weight: tf.Tensor, axes: number[], keepDims: boolean): tf.Tensor {
  return tf.tidy(() => {
    const scale = tf.tidy(() =>
      tf.clipByValue(tf.max(tf.abs(weight), axes, true), SMALLEST_NORMAL, LARGEST),
    );
    const squares = tf.tidy(() => tf.square(tf.div(weight, scale)));
    const norms = tf.mul(tf.sqrt(sumOfUnits(squares, axes, scale.shape)), scale);
    return keepDims ? norms : tf.squeeze(norms, axes);
  });
}

/** The same as `tf.sum`, but exact enough where a unit has many weights, which some backends add up one by one. */
function sumOfUnits(x: tf.Tensor, axes: number[], shape: number[]): tf.Tensor {
  const blocks = unitBlocks(x.shape, axes);
  if (blocks == null) return tf.sum(x, axes, true);
  const [k0, r0, k1, r1] = blocks;
  const runs = sumInPieces(x, [k0, r0, k1 * r1]);
  return tf.reshape(sumInPieces(runs, [k0 * k1, r1, 1]), shape);
}

/** The sum over the middle of three axes. */
function sumInPieces(
  x: tf.Tensor,
  [outer, length, inner]: [outer: number, length: number, inner: number],
): tf.Tensor {
  const view = tf.reshape<tf.Rank.R3>(x, [outer, length, inner]);
  const pieces = piecesOf(length);
  if (pieces === 1) return tf.sum(view, 1);
  if (pieces * 8 > length) {
    const padding = 256 - (length % 256);
    const padded = tf.pad(view, [
      [0, 0],
      [0, padding],
      [0, 0],
    ]);
    return sumInPieces(padded, [outer, length + padding, inner]);
  }
  const partial = tf.sum(tf.reshape(view, [outer * pieces, length / pieces, inner]), 1);
  return tf.sum(tf.reshape(partial, [outer, pieces, inner]), 1);
}

/** `value` for each unit outside of the ball, else `otherwise`; flat, for on GPUs a choice has four axes at most. */
export function whereExceeding(
  norms: tf.Tensor,
  maxValue: number,
  value: tf.Tensor,
  otherwise: number,
): tf.Tensor {
  return tf.tidy(() => {
    const exceeds = tf.greater(tf.reshape(norms, [-1]), maxValue);
    const chosen = tf.where(exceeds, tf.reshape(value, [-1]), tf.fill([norms.size], otherwise));
    return tf.reshape(chosen, norms.shape);
  });
}
