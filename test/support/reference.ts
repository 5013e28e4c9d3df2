import type * as tf from '@tensorflow/tfjs';

/** The definition, in float64: each unit's norm and projection, by its index along the axes that are kept. */
export function reference(
  values: ArrayLike<number>,
  shape: number[],
  axes: number[],
  maxValue = Infinity,
): { norms: number[]; projected: number[]; unitOf: number[] } {
  const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const unitOf = Array.from({ length: values.length }, (_, at) => {
    const index: number[] = [];
    for (let axis = shape.length - 1, rest = at; axis >= 0; axis--) {
      index[axis] = rest % shape[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    return kept.reduce((unit, axis) => unit * shape[axis] + index[axis], 0);
  });
  const squares = new Array<number>(kept.reduce((n, axis) => n * shape[axis], 1)).fill(0);
  unitOf.forEach((unit, at) => (squares[unit] += values[at] * values[at]));
  const norms = squares.map(Math.sqrt);
  const projected = Array.from(values, (value, at) => {
    const norm = norms[unitOf[at]];
    return norm > maxValue ? value * (maxValue / norm) : value;
  });
  return { norms, projected, unitOf };
}

/** The largest norm of a unit, in float64. */
export function largestNorm(weight: tf.Tensor, axes: number[]): number {
  return Math.max(...reference(weight.dataSync(), weight.shape, axes).norms);
}
