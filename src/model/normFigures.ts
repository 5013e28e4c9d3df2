import * as tf from '../tfjs/tf.js';
import type { Axis } from '../axes.js';
import { unitNorms } from '../projection.js';

/** Figures of the norms of one weight's units. */
export interface NormFigures {
  /** How many units the weight has. */
  units: number;
  /** The smallest norm of a unit; NaN if one is. */
  min: number;
  mean: number;
  median: number;
  max: number;
  /**
   * The share of units at the bound, from 0 to 1: those whose norm is at least `0.9999 * maxValue`. `null` without a
   * bound.
   */
  atBound: number | null;
  /** The share of units whose weights are all zero, from 0 to 1. */
  dead: number;
}

/**
 * A unit counts as at the bound if it is less than this below it, relative to c. The projection lands 5e-7 inside, that
 * of other libraries up to 3e-5, and the float32 norm of thousands of weights is accurate to about 1e-5.
 */
const AT_BOUND = 1e-4;

/** The norms of the units of several weights, in one download; it works on every backend, WebGPU among them. */
export async function downloadNorms(
  weights: { variable: tf.Tensor; axes: Axis }[],
): Promise<Float32Array[]> {
  if (weights.length === 0) return [];
  const sizes: number[] = [];
  const all = tf.tidy(() =>
    tf.concat(
      weights.map(({ variable, axes }) => {
        const norms = tf.reshape(unitNorms(variable, axes), [-1]);
        sizes.push(norms.size);
        return norms;
      }),
    ),
  );
  try {
    const values = (await all.data()) as Float32Array;
    let end = 0;
    return sizes.map((size) => values.slice(end, (end += size)));
  } finally {
    all.dispose();
  }
}

export function normFigures(norms: Float32Array, maxValue: number | null): NormFigures {
  const units = norms.length;
  const share = (counts: (norm: number) => boolean): number => norms.filter(counts).length / units;
  const sorted = norms.slice().sort();
  const middle = Math.floor(units / 2);
  const median = units % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  // A NaN is sorted last, and so becomes the largest norm; every figure should be NaN then.
  const known = (figure: number): number => (Number.isNaN(sorted[units - 1]) ? NaN : figure);
  return {
    units,
    min: known(sorted[0]),
    mean: norms.reduce((sum, norm) => sum + norm, 0) / units,
    median: known(median),
    max: sorted[units - 1],
    atBound: maxValue == null ? null : share((norm) => norm >= maxValue * (1 - AT_BOUND)),
    dead: share((norm) => norm === 0),
  };
}
