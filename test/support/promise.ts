import type * as tf from '@tensorflow/tfjs';
import type { ProjectedWeight } from './structuredWeights.js';

// In Jest, every look at a global costs more than what it is used for.
const { abs, min } = Math;
const { is } = Object;

/** How far from the definition in float64, all relative; what must be zero is counted. */
export interface Measured {
  /** By how much the largest norm exceeds c. */
  excess: number;
  /** The largest error of a projected weight. */
  error: number;
  /** The largest error of a norm. */
  normError: number;
  /** Weights inside the ball that changed. */
  changedInside: number;
  /** Weights that a second projection changed. */
  changedAgain: number;
}

/** The operations to measure, on the tensors of a backend. */
export interface Operations {
  tensor: (values: Float32Array, shape: number[]) => tf.Tensor;
  project: (weight: tf.Tensor, maxValue: number, axes: number[]) => tf.Tensor;
  norms: (weight: tf.Tensor, axes: number[]) => tf.Tensor;
}

export async function measurePromise(
  { tensor, project, norms }: Operations,
  { values, shape, axes, maxValue, unitOf, norms: expected }: ProjectedWeight,
): Promise<Measured> {
  const weight = tensor(values, shape);
  const once = project(weight, maxValue, axes);
  const twice = project(once, maxValue, axes);
  const measured = norms(weight, axes);
  const [actual, again, actualNorms] = await Promise.all(
    [once, twice, measured].map((result) => result.data<'float32'>()),
  );
  for (const each of [weight, once, twice, measured]) each.dispose();

  const figures: Measured = {
    excess: Math.max(
      ...normsOf(actual, unitOf, expected.length).map((norm) => norm / maxValue - 1),
    ),
    error: 0,
    normError: Math.max(...expected.map((norm, unit) => relative(actualNorms[unit], norm))),
    changedInside: 0,
    changedAgain: 0,
  };
  for (let at = 0; at < values.length; at++) {
    const norm = expected[unitOf[at]];
    // A norm that float32 cannot tell from c may be taken for either.
    if (norm <= maxValue * (1 - 1e-6)) {
      if (!is(actual[at], values[at])) figures.changedInside++;
    } else {
      const want = values[at] * min(1, maxValue / norm);
      figures.error = Math.max(figures.error, relative(actual[at], want));
    }
    if (!is(again[at], actual[at])) figures.changedAgain++;
  }
  return figures;
}

/** Which promises are broken: what docs/backends.md says of every backend. */
export function brokenPromises(measured: Measured): Partial<Measured> {
  const { excess, error, normError, changedInside, changedAgain } = measured;
  return {
    // NaN is broken too.
    ...(excess <= 1e-6 ? {} : { excess }),
    ...(error <= 1e-6 ? {} : { error }),
    ...(normError <= 1e-6 ? {} : { normError }),
    ...(changedInside > 0 && { changedInside }),
    ...(changedAgain > 0 && { changedAgain }),
  };
}

function relative(actual: number, want: number): number {
  return actual === want ? 0 : abs(actual - want) / abs(want);
}

function normsOf(values: Float32Array, unitOf: Uint32Array, units: number): number[] {
  const squares = new Array<number>(units).fill(0);
  for (let at = 0; at < values.length; at++) squares[unitOf[at]] += values[at] * values[at];
  return squares.map(Math.sqrt);
}
