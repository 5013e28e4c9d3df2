import * as tf from '../tfjs/tf.js';
import { cut } from './pieces.js';
import type { UnitBlocks } from './unitBlocks.js';

/** The norms by stock operations: one per unit, of shape `[k0, 1, k1, 1]`. */
export function composedNorms(weight: tf.Tensor, blocks: UnitBlocks): tf.Tensor4D {
  return tf.tidy(() => {
    const view = tf.reshape<tf.Rank.R4>(weight, blocks);
    const largest = tf.tidy(() => tf.max<tf.Tensor4D>(tf.abs(view), [1, 3], true));
    // Powers of two, so that nothing is rounded: they keep the squares of large and of small weights within float32.
    const shrunk = tf.mul(view, byMagnitude(largest, 2 ** -80, 2 ** 80));
    const norms = tf.sqrt(sumsOfUnits(tf.square(shrunk), blocks));
    return tf.mul(norms, byMagnitude(largest, 2 ** 80, 2 ** -80));
  });
}

function byMagnitude(largest: tf.Tensor4D, ifLarge: number, ifSmall: number): tf.Tensor4D {
  const fill = (value: number) => tf.fill<tf.Rank.R4>(largest.shape, value);
  const unlessLarge = tf.where(tf.less(largest, 1e-10), fill(ifSmall), fill(1));
  return tf.where(tf.greater(largest, 1e15), fill(ifLarge), unlessLarge);
}

/** Like `tf.sum`, but exact enough for units of many weights, which some backends add up one after another. */
function sumsOfUnits(x: tf.Tensor, [k0, r0, k1, r1]: UnitBlocks): tf.Tensor4D {
  const runs = sumOverMiddle(tf.reshape(x, [k0 * r0 * k1, r1, 1]));
  return tf.reshape(sumOverMiddle(tf.reshape(runs, [k0, r0, k1])), [k0, 1, k1, 1]);
}

function sumOverMiddle(x: tf.Tensor3D): tf.Tensor {
  const [outer, length, inner] = x.shape;
  if (length === 1) return x;
  const sums = tf.tidy(() => tf.sum(cut(x, x.shape, 8), 1));
  return sumOverMiddle(tf.reshape(sums, [outer, sums.size / (outer * inner), inner]));
}
