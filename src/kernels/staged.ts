import { MARGIN } from './kernel.js';
import { roughBound, type Simd, simdOn } from './simd.js';
import type { UnitBlocks } from './unitBlocks.js';

/** How many weights are copied into the module's memory at a time: 64 KB, which stay in the nearest cache. */
const PIECE = 2 ** 14;
/** Longer rows are left to the plain loops rather than have the memory grow without bound. */
const LONGEST_ROW = 2 ** 17;

/** Where the units' sums lie in the module's memory; a piece comes after them. */
const SUMS = 0;

/** Units that are measured together, because their sums fit the memory. */
interface Group {
  units: number;
  pieces: Piece[];
}

/** Neighbouring weights: `rows` rows of one run of each unit of the group. */
interface Piece {
  at: number;
  rows: number;
  run: number;
}

interface Stage {
  memory: WebAssembly.Memory;
  simd: Simd;
}

let stage: Stage | null | undefined;

/** Whether the SIMD module is available and can process such weights; others are left to the plain loops. */
export function canStage(blocks: UnitBlocks): boolean {
  const [k0, r0, k1, r1] = blocks;
  if (k0 > 1 || (r0 > 1 && k1 * r1 > LONGEST_ROW)) return false;
  if (stage === undefined) stage = openStage();
  return stage != null;
}

/**
 * The projection, in a third of the time of plain loops: the weights are copied piece by piece to where the SIMD module
 * reads. A rough look comes first, which is mostly enough. `null` if no unit exceeds; after {@link canStage}.
 */
export function projectStaged(
  values: Float32Array,
  blocks: UnitBlocks,
  maxValue: number,
): Float32Array | null {
  const groups = groupsOf(blocks);
  if (allClearlyInside(values, groups, maxValue)) return null;
  const { simd } = stage!;
  let projected: Float32Array | null = null;
  for (const { units, pieces } of groups) {
    addSquares('addSquares', values, { units, pieces });
    if (simd.toScales(SUMS, units, maxValue, maxValue * (1 - MARGIN)) === 0) continue;
    projected ??= groups.length === 1 ? new Float32Array(values.length) : values.slice();
    for (const { at, rows, run } of pieces) {
      const x = load(values, units, at, rows * units * run);
      simd.scale(x, x, SUMS, rows, units, run);
      projected.set(heapFrom(x).subarray(0, rows * units * run), at);
    }
  }
  return projected;
}

/** As {@link projectStaged} measures them: the units' squared norms in float64; after {@link canStage}. */
export function squaredNormsStaged(values: Float32Array, blocks: UnitBlocks): Float64Array {
  const [, , k1] = blocks;
  const squares = new Float64Array(k1);
  let first = 0;
  for (const group of groupsOf(blocks)) {
    addSquares('addSquares', values, group);
    squares.set(new Float64Array(stage!.memory.buffer, SUMS, group.units), first);
    first += group.units;
  }
  return squares;
}

function allClearlyInside(values: Float32Array, groups: Group[], maxValue: number): boolean {
  const bound = roughBound(maxValue);
  return groups.every((group) => {
    addSquares('addRoughSquares', values, group);
    return Boolean(stage!.simd.allWithin(SUMS, group.units, bound));
  });
}

function addSquares(
  add: 'addSquares' | 'addRoughSquares',
  values: Float32Array,
  { units, pieces }: Group,
): void {
  const { simd } = stage!;
  reserve(startAfter(units));
  simd.clear(SUMS, units);
  for (const { at, rows, run } of pieces) {
    simd[add](load(values, units, at, rows * units * run), SUMS, rows, units, run);
  }
}

function groupsOf([, r0, k1, r1]: UnitBlocks): Group[] {
  if (r0 > 1) {
    // Units side by side: some rows a piece, eight at least for the module's sake.
    const row = k1 * r1;
    const rows = Math.max(8, Math.floor(PIECE / row / 8) * 8);
    return [
      { units: k1, pieces: inSteps(r0, rows, (from, n) => ({ at: from * row, rows: n, run: r1 })) },
    ];
  }
  if (r1 > PIECE) {
    // One unit after the other, each in several pieces.
    return inSteps(k1, 1, (unit) => ({
      units: 1,
      pieces: inSteps(r1, PIECE, (from, run) => ({ at: unit * r1 + from, rows: 1, run })),
    }));
  }
  return inSteps(k1, Math.floor(PIECE / r1), (unit, units) => ({
    units,
    pieces: [{ at: unit * r1, rows: 1, run: r1 }],
  }));
}

function inSteps<Step>(
  length: number,
  longest: number,
  step: (from: number, length: number) => Step,
): Step[] {
  return Array.from({ length: Math.ceil(length / longest) }, (_, i) =>
    step(i * longest, Math.min(longest, length - i * longest)),
  );
}

/** Copies weights into the module's memory, after the sums; returns their address. */
function load(values: Float32Array, units: number, at: number, length: number): number {
  const x = startAfter(units);
  reserve(x + 4 * length);
  heapFrom(x).set(values.subarray(at, at + length));
  return x;
}

function startAfter(units: number): number {
  return SUMS + Math.ceil((8 * units) / 64) * 64;
}

function reserve(bytes: number): void {
  const { memory } = stage!;
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 2 ** 16));
}

function heapFrom(address: number): Float32Array {
  return new Float32Array(stage!.memory.buffer, address);
}

function openStage(): Stage | null {
  if (typeof WebAssembly === 'undefined') return null;
  const memory = new WebAssembly.Memory({ initial: 2 });
  const simd = simdOn(memory);
  return simd && { memory, simd };
}
