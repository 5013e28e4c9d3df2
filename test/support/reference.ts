import type * as tf from '@tensorflow/tfjs';

// In Jest, every look at a global costs more than what it is used for.
const { floor } = Math;

/** Which unit each weight belongs to: the unit's index along the axes that are kept. */
export function unitsOf(shape: number[], axes: number[]): { unitOf: Uint32Array; units: number } {
  const unitOf = new Uint32Array(shape.reduce((size, length) => size * length, 1));
  let units = 1;
  for (let axis = shape.length - 1, stride = 1; axis >= 0; stride *= shape[axis--]) {
    if (axes.includes(axis)) continue;
    for (let at = 0; at < unitOf.length; at++) {
      unitOf[at] += units * (floor(at / stride) % shape[axis]);
    }
    units *= shape[axis];
  }
  return { unitOf, units };
}

/** The definition, in float64: each unit's norm and projection. */
export function reference(
  values: ArrayLike<number>,
  shape: number[],
  axes: number[],
  maxValue = Infinity,
): { norms: number[]; projected: number[]; unitOf: Uint32Array } {
  const { unitOf, units } = unitsOf(shape, axes);
  const squares = new Array<number>(units).fill(0);
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
