import type { UnitBlocks } from './kernel.js';
import { roughBound, type Simd, simdOn } from './simd.js';

/** How many weights are copied into the module's memory at a time: 64 KB, which stay in the nearest cache. */
const PIECE = 2 ** 14;
/** Longer rows are left to the plain loops rather than have the memory grow without bound. */
const LONGEST_ROW = 2 ** 17;

interface Stage {
  memory: WebAssembly.Memory;
  simd: Simd;
}

let stage: Stage | null | undefined;

/**
 * Whether all units are inside the ball for certain, found in a third of the time of plain loops by copying the weights
 * piece by piece to where the SIMD module reads. `false` says nothing: measure them exactly.
 */
export function allClearlyInside(
  values: Float32Array,
  blocks: UnitBlocks,
  maxValue: number,
): boolean {
  const [k0, r0, k1, r1] = blocks;
  if (k0 > 1 || (r0 > 1 && k1 * r1 > LONGEST_ROW)) return false;
  if (stage === undefined) stage = openStage();
  if (stage == null) return false;
  return r0 === 1
    ? runsInside(stage, values, r1, roughBound(maxValue))
    : rowsInside(stage, values, blocks, roughBound(maxValue));
}

/** Units one after the other, each in one run: some units a piece, or a piece of one unit. */
function runsInside(stage: Stage, values: Float32Array, run: number, bound: number): boolean {
  const { simd } = stage;
  const units = Math.max(1, Math.floor(PIECE / run));
  const sums = 0;
  const x = align(8 * units);
  const heap = heapOf(stage, x + 4 * PIECE);
  for (let at = 0; at < values.length;) {
    const end = Math.min(at + units * run, values.length);
    const count = (end - at) / run;
    simd.clear(sums, count);
    while (at < end) {
      const length = Math.min(end - at, PIECE);
      heap.set(values.subarray(at, at + length), x / 4);
      if (run <= PIECE) simd.addRoughSquares(x, sums, 1, count, run);
      else simd.addRoughSquares(x, sums, 1, 1, length);
      at += length;
    }
    if (!simd.allWithin(sums, count, bound)) return false;
  }
  return true;
}

/** Units side by side: some rows a piece. */
function rowsInside(
  stage: Stage,
  values: Float32Array,
  [, r0, k1, r1]: UnitBlocks,
  bound: number,
): boolean {
  const { simd } = stage;
  const row = k1 * r1;
  const rows = Math.min(r0, Math.max(8, Math.floor(PIECE / row / 8) * 8));
  const sums = 0;
  const x = align(8 * k1);
  const heap = heapOf(stage, x + 4 * rows * row);
  simd.clear(sums, k1);
  for (let from = 0; from < r0; from += rows) {
    const count = Math.min(rows, r0 - from);
    heap.set(values.subarray(from * row, (from + count) * row), x / 4);
    simd.addRoughSquares(x, sums, count, k1, r1);
  }
  return Boolean(simd.allWithin(sums, k1, bound));
}

function openStage(): Stage | null {
  if (typeof WebAssembly === 'undefined') return null;
  const memory = new WebAssembly.Memory({ initial: 2 });
  const simd = simdOn(memory);
  return simd && { memory, simd };
}

function heapOf({ memory }: Stage, bytes: number): Float32Array {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 2 ** 16));
  return new Float32Array(memory.buffer);
}

function align(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}
