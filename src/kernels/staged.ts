import type { UnitBlocks } from './kernel.js';
import { MARGIN } from './loops.js';
import { roughBound, type Simd, simdOn } from './simd.js';

/** How many weights are copied into the module's memory at a time: 64 KB, which stay in the nearest cache. */
const PIECE = 2 ** 14;
/** Longer rows are left to the plain loops rather than have the memory grow without bound. */
const LONGEST_ROW = 2 ** 17;

/** Where the units' sums lie in the module's memory; a piece comes after them. */
const SUMS = 0;

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
  const open = stageFor(blocks);
  if (open == null) return false;
  return blocks[1] === 1
    ? runsInside(open, values, blocks[3], roughBound(maxValue))
    : rowsInside(open, values, blocks, roughBound(maxValue));
}

/**
 * The projection with sums in float64, piece by piece likewise: `null` if no unit exceeds, `undefined` if the weights are
 * left to the plain loops.
 */
export function projectInPieces(
  values: Float32Array,
  blocks: UnitBlocks,
  maxValue: number,
): Float32Array | null | undefined {
  const open = stageFor(blocks);
  if (open == null || (blocks[1] === 1 && blocks[3] > PIECE)) return undefined;
  return blocks[1] === 1
    ? projectRuns(open, values, blocks[3], maxValue)
    : projectRows(open, values, blocks, maxValue);
}

function stageFor([k0, r0, k1, r1]: UnitBlocks): Stage | null {
  if (k0 > 1 || (r0 > 1 && k1 * r1 > LONGEST_ROW)) return null;
  if (stage === undefined) stage = openStage();
  return stage;
}

/** Units one after the other, each in one run: some units a piece, or a piece of one unit. */
function runsInside(stage: Stage, values: Float32Array, run: number, bound: number): boolean {
  const { simd } = stage;
  const units = Math.max(1, Math.floor(PIECE / run));
  const x = SUMS + align(8 * units);
  const heap = heapOf(stage, x + 4 * PIECE);
  for (let at = 0; at < values.length;) {
    const end = Math.min(at + units * run, values.length);
    const count = (end - at) / run;
    simd.clear(SUMS, count);
    while (at < end) {
      const length = Math.min(end - at, PIECE);
      heap.set(values.subarray(at, at + length), x / 4);
      if (run <= PIECE) simd.addRoughSquares(x, SUMS, 1, count, run);
      else simd.addRoughSquares(x, SUMS, 1, 1, length);
      at += length;
    }
    if (!simd.allWithin(SUMS, count, bound)) return false;
  }
  return true;
}

/** As above, with runs that fit a piece. */
function projectRuns(
  stage: Stage,
  values: Float32Array,
  run: number,
  maxValue: number,
): Float32Array | null {
  const { simd } = stage;
  const units = Math.floor(PIECE / run);
  const x = SUMS + align(8 * units);
  const heap = heapOf(stage, x + 4 * PIECE);
  let projected: Float32Array | null = null;
  for (let at = 0; at < values.length; at += units * run) {
    const piece = values.subarray(at, at + units * run);
    const count = piece.length / run;
    heap.set(piece, x / 4);
    simd.clear(SUMS, count);
    simd.addSquares(x, SUMS, 1, count, run);
    if (simd.toScales(SUMS, count, maxValue, maxValue * (1 - MARGIN)) === 0) continue;
    simd.scale(x, x, SUMS, 1, count, run);
    projected ??= values.slice();
    projected.set(heap.subarray(x / 4, x / 4 + piece.length), at);
  }
  return projected;
}

/** Units side by side: some rows a piece. */
function rowsInside(
  stage: Stage,
  values: Float32Array,
  blocks: UnitBlocks,
  bound: number,
): boolean {
  const [, , k1, r1] = blocks;
  const { simd } = stage;
  simd.clear(SUMS, k1);
  eachPieceOfRows(stage, values, blocks, (x, rows) => simd.addRoughSquares(x, SUMS, rows, k1, r1));
  return Boolean(simd.allWithin(SUMS, k1, bound));
}

function projectRows(
  stage: Stage,
  values: Float32Array,
  blocks: UnitBlocks,
  maxValue: number,
): Float32Array | null {
  const [, , k1, r1] = blocks;
  const { simd } = stage;
  simd.clear(SUMS, k1);
  eachPieceOfRows(stage, values, blocks, (x, rows) => simd.addSquares(x, SUMS, rows, k1, r1));
  if (simd.toScales(SUMS, k1, maxValue, maxValue * (1 - MARGIN)) === 0) return null;
  const projected = new Float32Array(values.length);
  eachPieceOfRows(stage, values, blocks, (x, rows, at, heap) => {
    simd.scale(x, x, SUMS, rows, k1, r1);
    projected.set(heap.subarray(x / 4, x / 4 + rows * k1 * r1), at);
  });
  return projected;
}

function eachPieceOfRows(
  stage: Stage,
  values: Float32Array,
  [, r0, k1, r1]: UnitBlocks,
  visit: (x: number, rows: number, at: number, heap: Float32Array) => void,
): void {
  const row = k1 * r1;
  const rows = Math.min(r0, Math.max(8, Math.floor(PIECE / row / 8) * 8));
  const x = SUMS + align(8 * k1);
  const size = x + 4 * rows * row;
  for (let from = 0; from < r0; from += rows) {
    const heap = heapOf(stage, size);
    const count = Math.min(rows, r0 - from);
    heap.set(values.subarray(from * row, (from + count) * row), x / 4);
    visit(x, count, from * row, heap);
  }
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
