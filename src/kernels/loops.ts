import type { UnitBlocks } from './kernel.js';

/**
 * How far inside the ball a unit that was outside lands, relative to c: one float32 rounding, so that its norm is at
 * most c after each weight was rounded too, and a second projection changes nothing. Enough where sums are float64.
 */
export const MARGIN = 2 ** -23;

/** In float64: no square of a float32 leaves it, and each norm is right to the last float32 bit. */
export function squaredNorms(values: Float32Array, [k0, r0, k1, r1]: UnitBlocks): Float64Array {
  const squares = new Float64Array(k0 * k1);
  for (let i = 0, at = 0; i < k0; i++) {
    const unit = i * k1;
    if (r1 === 1) {
      at = addRows(squares.subarray(unit, unit + k1), values, at, r0);
      continue;
    }
    for (let row = 0; row < r0; row++) {
      for (let j = 0; j < k1; j++, at += r1) squares[unit + j] += sumOfSquares(values, at, r1);
    }
  }
  return squares;
}

/** Adds the squares of `rows` rows of `squares.length` values; eight at a time, to pass over the sums less often. */
function addRows(squares: Float64Array, values: Float32Array, at: number, rows: number): number {
  const length = squares.length;
  let row = 0;
  for (; row + 8 <= rows; row += 8, at += 8 * length) {
    for (let j = 0, p = at; j < length; j++, p++) {
      const a = values[p];
      const b = values[p + length];
      const c = values[p + 2 * length];
      const d = values[p + 3 * length];
      const e = values[p + 4 * length];
      const f = values[p + 5 * length];
      const g = values[p + 6 * length];
      const h = values[p + 7 * length];
      squares[j] += a * a + b * b + c * c + d * d + (e * e + f * f + g * g + h * h);
    }
  }
  for (; row < rows; row++, at += length) {
    for (let j = 0; j < length; j++) squares[j] += values[at + j] * values[at + j];
  }
  return at;
}

function sumOfSquares(values: Float32Array, from: number, length: number): number {
  const end = from + length;
  let at = from;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (; at + 4 <= end; at += 4) {
    a += values[at] * values[at];
    b += values[at + 1] * values[at + 1];
    c += values[at + 2] * values[at + 2];
    d += values[at + 3] * values[at + 3];
  }
  for (; at < end; at++) a += values[at] * values[at];
  return a + b + (c + d);
}

/** The factor of each unit, in the place of its square, and how many exceed. A unit with a NaN does not. */
export function toScales(squares: Float64Array, maxValue: number, margin: number): number {
  const bound = maxValue * maxValue;
  const target = maxValue * (1 - margin);
  let exceeding = 0;
  for (let unit = 0; unit < squares.length; unit++) {
    if (squares[unit] > bound) {
      exceeding++;
      squares[unit] = target / Math.sqrt(squares[unit]);
    } else {
      squares[unit] = 1;
    }
  }
  return exceeding;
}

/** Multiplies each unit by its scale, in place: few units one by one, many in a single pass. */
export function scaleUnits(
  values: Float32Array,
  [k0, r0, k1, r1]: UnitBlocks,
  scales: Float64Array,
  exceeding: number,
): void {
  if (exceeding * 4 > scales.length) {
    for (let i = 0, at = 0; i < k0; i++) {
      const from = i * k1;
      for (let row = 0; row < r0; row++) {
        if (r1 === 1) {
          for (let j = 0; j < k1; j++, at++) values[at] *= scales[from + j];
          continue;
        }
        for (let j = 0; j < k1; j++) {
          const scale = scales[from + j];
          for (const end = at + r1; at < end; at++) values[at] *= scale;
        }
      }
    }
    return;
  }
  for (let unit = 0; unit < scales.length; unit++) {
    const scale = scales[unit];
    if (scale === 1) continue;
    const first = Math.floor(unit / k1) * r0 * k1 * r1 + (unit % k1) * r1;
    for (let row = 0; row < r0; row++) {
      const start = first + row * k1 * r1;
      for (let at = start; at < start + r1; at++) values[at] *= scale;
    }
  }
}
