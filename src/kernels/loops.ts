import { MARGIN } from './kernel.js';
import type { UnitBlocks } from './unitBlocks.js';

/** In float64, which holds the square of every float32 and makes each norm exact to the last float32 bit. */
export function squaredNorms(values: Float32Array, [k0, r0, k1, r1]: UnitBlocks): Float64Array {
  const squares = new Float64Array(k0 * k1);
  for (let i = 0, at = 0; i < k0; i++) {
    const from = i * k1;
    for (let row = 0; row < r0; row++) {
      if (r1 === 1) {
        for (let j = 0; j < k1; j++, at++) squares[from + j] += values[at] * values[at];
        continue;
      }
      for (let j = 0; j < k1; j++) {
        let sum = 0;
        for (const end = at + r1; at < end; at++) sum += values[at] * values[at];
        squares[from + j] += sum;
      }
    }
  }
  return squares;
}

/** The factor of each unit, and how many exceed. A unit with a NaN does not. */
export function scalesOf(
  squares: Float64Array,
  maxValue: number,
): { scales: Float64Array; exceeding: number } {
  const bound = maxValue * maxValue;
  const target = maxValue * (1 - MARGIN);
  let exceeding = 0;
  const scales = squares.map((square) => {
    if (!(square > bound)) return 1;
    exceeding++;
    return target / Math.sqrt(square);
  });
  return { scales, exceeding };
}

/** Multiplies each unit by its scale, in place: few units one after another, many in a single pass. */
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
