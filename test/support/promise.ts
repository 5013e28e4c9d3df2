import type * as tf from '@tensorflow/tfjs';
import type { ProjectedWeight } from './structuredWeights.js';
import { unitsOf } from './reference.js';

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
  { values, shape, axes, maxValue }: ProjectedWeight,
): Promise<Measured> {
  const weight = tensor(values, shape);
  const once = project(weight, maxValue, axes);
  const twice = project(once, maxValue, axes);
  const measured = norms(weight, axes);
  const [actual, again, actualNorms] = await Promise.all(
    [once, twice, measured].map((result) => result.data<'float32'>()),
  );
  for (const each of [weight, once, twice, measured]) each.dispose();

  const expected = normsOf(values, shape, axes);
  const { unitOf } = unitsOf(shape, axes);
  const figures: Measured = {
    excess: Math.max(...normsOf(actual, shape, axes).map((norm) => norm / maxValue - 1)),
    error: 0,
    normError: Math.max(...expected.map((norm, unit) => relative(actualNorms[unit], norm))),
    changedInside: 0,
    changedAgain: 0,
  };
  for (let at = 0; at < values.length; at++) {
    const norm = expected[unitOf[at]];
    // A norm that float32 cannot tell from c may be taken for either.
    if (norm <= maxValue * (1 - 1e-6)) {
      if (!Object.is(actual[at], values[at])) figures.changedInside++;
    } else {
      const want = values[at] * Math.min(1, maxValue / norm);
      figures.error = Math.max(figures.error, relative(actual[at], want));
    }
    if (!Object.is(again[at], actual[at])) figures.changedAgain++;
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
  return actual === want ? 0 : Math.abs(actual - want) / Math.abs(want);
}

function normsOf(values: Float32Array, shape: number[], axes: number[]): number[] {
  const { unitOf, units } = unitsOf(shape, axes);
  const squares = new Array<number>(units).fill(0);
  for (let at = 0; at < values.length; at++) squares[unitOf[at]] += values[at] * values[at];
  return squares.map(Math.sqrt);
}
