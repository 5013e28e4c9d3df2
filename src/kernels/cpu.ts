import type * as tf from '@tensorflow/tfjs';
import {
  MAX_NORM_PROJECTION,
  type ProjectionAttrs,
  type ProjectionInputs,
  type UnitBlocks,
} from './kernel.js';

/** What the kernel needs of `MathBackendCPU`. */
interface CpuBackend {
  data: { get(dataId: tf.DataId): { values: Float32Array } };
  incRef(dataId: tf.DataId): void;
  makeTensorInfo(shape: number[], dtype: tf.DataType, values: Float32Array): tf.TensorInfo;
}

/**
 * How far inside the ball a unit that was outside lands, relative to c: one float32 rounding, so that its norm is at
 * most c after each weight was rounded too, and a second projection changes nothing.
 */
const MARGIN = 2 ** -23;

/** Sums in float64: no square of a float32 leaves it, and each norm is right to the last float32 bit. */
export const cpuKernel: tf.KernelConfig = {
  kernelName: MAX_NORM_PROJECTION,
  backendName: 'cpu',
  kernelFunc: (params) => {
    const { weight } = params.inputs as unknown as ProjectionInputs;
    const { maxValue, blocks } = params.attrs as unknown as ProjectionAttrs;
    const backend = params.backend as CpuBackend;
    const values = backend.data.get(weight.dataId).values;
    const squares = squaredNorms(values, blocks);
    const { scales, exceeding } = scalesOf(squares, maxValue);
    if (exceeding.length === 0) {
      backend.incRef(weight.dataId);
      return { dataId: weight.dataId, shape: weight.shape, dtype: weight.dtype };
    }
    const projected = values.slice();
    scaleUnits(projected, blocks, scales, exceeding);
    return backend.makeTensorInfo(weight.shape, weight.dtype, projected);
  },
};

/** Unit (i, j) of kept blocks k0 and k1 is number `i * k1 + j`. */
function squaredNorms(values: Float32Array, [k0, r0, k1, r1]: UnitBlocks): Float64Array {
  const squares = new Float64Array(k0 * k1);
  for (let i = 0, at = 0; i < k0; i++) {
    const unit = i * k1;
    if (r1 === 1) {
      at = addRows(squares.subarray(unit, unit + k1), values, at, r0, k1);
      continue;
    }
    for (let row = 0; row < r0; row++) {
      for (let j = 0; j < k1; j++, at += r1) squares[unit + j] += sumOfSquares(values, at, r1);
    }
  }
  return squares;
}

/** Adds the squares of `rows` rows of `squares.length` values; eight at a time, to pass over the sums less often. */
function addRows(
  squares: Float64Array,
  values: Float32Array,
  at: number,
  rows: number,
  length: number,
): number {
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

/** The factor of each unit, and the numbers of those outside the ball. A unit with a NaN is not outside. */
function scalesOf(
  squares: Float64Array,
  maxValue: number,
): { scales: Float64Array; exceeding: number[] } {
  const bound = maxValue * maxValue;
  const exceeding: number[] = [];
  const scales = squares;
  for (let unit = 0; unit < squares.length; unit++) {
    if (squares[unit] > bound) {
      exceeding.push(unit);
      scales[unit] = (maxValue * (1 - MARGIN)) / Math.sqrt(squares[unit]);
    } else {
      scales[unit] = 1;
    }
  }
  return { scales, exceeding };
}

function scaleUnits(
  values: Float32Array,
  [k0, r0, k1, r1]: UnitBlocks,
  scales: Float64Array,
  exceeding: number[],
): void {
  // Many units outside: one pass in memory order. Few: only theirs.
  if (exceeding.length * 4 > k0 * k1) {
    let at = 0;
    for (let i = 0; i < k0; i++) {
      for (let row = 0; row < r0; row++) {
        for (let unit = i * k1; unit < (i + 1) * k1; unit++) {
          for (let end = at + r1; at < end; at++) values[at] *= scales[unit];
        }
      }
    }
    return;
  }
  for (const unit of exceeding) {
    const scale = scales[unit];
    const first = Math.floor(unit / k1) * r0 * k1 * r1 + (unit % k1) * r1;
    for (let row = 0; row < r0; row++) {
      const start = first + row * k1 * r1;
      for (let at = start; at < start + r1; at++) values[at] *= scale;
    }
  }
}
