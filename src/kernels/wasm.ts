import type * as tf from '../tfjs/tf.js';
import { MARGIN, type UnitKernels } from './kernel.js';
import { scalesOf, scaleUnits, squaredNorms } from './loops.js';
import { roughBound, type Simd, simdOn } from './simd.js';
import type { UnitBlocks } from './unitBlocks.js';
import { addressOf, memoryOf, type WasmBackend, withScratch } from './wasmBackend.js';

/** The SIMD module on the backend's own memory, so that nothing is copied; plain loops on the same memory without it. */
export const wasmKernels: UnitKernels<WasmBackend> = {
  backendName: 'wasm',

  project(backend, weight, { maxValue, blocks }) {
    const memory = memoryOf(backend);
    const simd = memory && simdOn(memory);
    return simd
      ? projectBySimd(simd, backend, weight, blocks, maxValue)
      : projectByLoops(backend, weight, blocks, maxValue);
  },

  norms(backend, weight, { blocks }) {
    const memory = memoryOf(backend);
    const simd = memory && simdOn(memory);
    const squares = simd
      ? squaresBySimd(simd, memory, backend, weight, blocks)
      : squaredNorms(backend.typedArrayFromHeap(weight), blocks);
    const norms = backend.makeOutput([squares.length], 'float32');
    backend.typedArrayFromHeap(norms).set(squares.map(Math.sqrt));
    return norms;
  },
};

function projectBySimd(
  simd: Simd,
  backend: WasmBackend,
  weight: tf.TensorInfo,
  blocks: UnitBlocks,
  maxValue: number,
): tf.TensorInfo | null {
  return withSums(backend, weight, blocks, ({ sums, units, eachBlock }) => {
    const [, r0, k1, r1] = blocks;
    simd.clear(sums, units);
    eachBlock((x, sums) => simd.addRoughSquares(x, sums, r0, k1, r1));
    if (simd.allWithin(sums, units, roughBound(maxValue))) return null;
    simd.clear(sums, units);
    eachBlock((x, sums) => simd.addSquares(x, sums, r0, k1, r1));
    if (simd.toScales(sums, units, maxValue, maxValue * (1 - MARGIN)) === 0) return null;
    const projected = backend.makeOutput(weight.shape, weight.dtype);
    const offset = addressOf(backend, projected) - addressOf(backend, weight);
    eachBlock((x, scales) => simd.scale(x, x + offset, scales, r0, k1, r1));
    return projected;
  });
}

function squaresBySimd(
  simd: Simd,
  memory: WebAssembly.Memory,
  backend: WasmBackend,
  weight: tf.TensorInfo,
  blocks: UnitBlocks,
): Float64Array {
  return withSums(backend, weight, blocks, ({ sums, units, eachBlock }) => {
    const [, r0, k1, r1] = blocks;
    simd.clear(sums, units);
    eachBlock((x, sums) => simd.addSquares(x, sums, r0, k1, r1));
    return new Float64Array(memory.buffer, sums, units).slice();
  });
}

/** Lends room for one sum a unit, and goes through the outermost blocks: where each one's weights and sums start. */
function withSums<Result>(
  backend: WasmBackend,
  weight: tf.TensorInfo,
  [k0, r0, k1, r1]: UnitBlocks,
  use: (lent: {
    sums: number;
    units: number;
    eachBlock: (run: (x: number, sums: number) => void) => void;
  }) => Result,
): Result {
  const units = k0 * k1;
  const x = addressOf(backend, weight);
  return withScratch(backend, 8 * units, (sums) =>
    use({
      sums,
      units,
      eachBlock(run) {
        for (let i = 0; i < k0; i++) run(x + 4 * i * r0 * k1 * r1, sums + 8 * i * k1);
      },
    }),
  );
}

function projectByLoops(
  backend: WasmBackend,
  weight: tf.TensorInfo,
  blocks: UnitBlocks,
  maxValue: number,
): tf.TensorInfo | null {
  const squares = squaredNorms(backend.typedArrayFromHeap(weight), blocks);
  const { scales, exceeding } = scalesOf(squares, maxValue);
  if (exceeding === 0) return null;
  const projected = backend.makeOutput(weight.shape, weight.dtype);
  // Only now: the memory may have grown, which detaches every view of it.
  const values = backend.typedArrayFromHeap(projected);
  values.set(backend.typedArrayFromHeap(weight));
  scaleUnits(values, blocks, scales, exceeding);
  return projected;
}
