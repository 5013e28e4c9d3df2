import plain, { shared } from './projection.generated.js';
import { buildFor, bytesOf, instantiateOn } from './wasmModule.js';

/**
 * The exports of src/assembly/projection.ts, where they are described. The first arguments are addresses; sums and
 * scales are float64, 8 bytes per unit.
 */
export interface Simd {
  clear(sums: number, units: number): void;
  addRoughSquares(x: number, sums: number, rows: number, units: number, run: number): void;
  addSquares(x: number, sums: number, rows: number, units: number, run: number): void;
  allWithin(sums: number, units: number, bound: number): number;
  toScales(sums: number, units: number, maxValue: number, target: number): number;
  scale(x: number, out: number, scales: number, rows: number, units: number, run: number): void;
}

/** The largest relative error of a sum of rough squares, but for what underflows float32. */
const ROUGH_ERROR = 2 ** -20;

/** The largest sum of rough squares whose unit is certainly inside the ball; for a tiny c there is none. */
export function roughBound(maxValue: number): number {
  return maxValue < 1e-12 ? -1 : maxValue * maxValue * (1 - 2 * ROUGH_ERROR);
}

const instances = new WeakMap<WebAssembly.Memory, Simd | null>();

/**
 * The module on a memory, instantiated at the first call: at 3 KB it may be compiled synchronously in every browser.
 * `null` where there is no SIMD, or code may not be compiled.
 */
export function simdOn(memory: WebAssembly.Memory): Simd | null {
  let simd = instances.get(memory);
  if (simd === undefined) {
    simd = instantiate(memory);
    instances.set(memory, simd);
  }
  return simd;
}

function instantiate(memory: WebAssembly.Memory): Simd | null {
  try {
    const bytes = bytesOf(buildFor(memory, { plain, shared }));
    return instantiateOn(memory, new WebAssembly.Module(bytes));
  } catch {
    return null;
  }
}
