import type * as tf from '../tfjs/tf.js';
import {
  MAX_NORM_PROJECTION,
  type ProjectionAttrs,
  type ProjectionInputs,
  type UnitBlocks,
} from './kernel.js';
import { MARGIN, scaleUnits, squaredNorms, toScales } from './loops.js';
import { roughBound, type Simd, simdOn } from './simd.js';

/** What the kernel needs of `BackendWasm`. */
interface WasmBackend {
  wasm: {
    /** There in the build with threads, which shares its memory with workers. */
    wasmMemory?: WebAssembly.Memory;
    asm?: { memory?: WebAssembly.Memory };
    _malloc(bytes: number): number;
    _free(address: number): void;
  };
  dataIdMap: { get(dataId: tf.DataId): { memoryOffset: number } };
  incRef(dataId: tf.DataId): void;
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  typedArrayFromHeap(info: tf.TensorInfo): Float32Array;
}

/** The SIMD module on the backend's own memory, so that nothing is copied; plain loops on the same memory without it. */
export const wasmKernel: tf.KernelConfig = {
  kernelName: MAX_NORM_PROJECTION,
  backendName: 'wasm',
  kernelFunc: (params) => {
    const { weight } = params.inputs as unknown as ProjectionInputs;
    const { maxValue, blocks } = params.attrs as unknown as ProjectionAttrs;
    const { dataId, shape, dtype } = weight;
    const backend = params.backend as WasmBackend;
    const memory = backend.wasm.wasmMemory ?? backend.wasm.asm?.memory;
    const simd = memory == null ? null : simdOn(memory);
    const projected =
      simd == null
        ? projectByLoops(backend, weight, blocks, maxValue)
        : projectBySimd(simd, backend, weight, blocks, maxValue);
    if (projected != null) return projected;
    backend.incRef(dataId);
    return { dataId, shape, dtype };
  },
};

/** `null` if no unit exceeds. */
function projectBySimd(
  simd: Simd,
  backend: WasmBackend,
  weight: tf.TensorInfo,
  [k0, r0, k1, r1]: UnitBlocks,
  maxValue: number,
): tf.TensorInfo | null {
  const { wasm, dataIdMap } = backend;
  const x = dataIdMap.get(weight.dataId).memoryOffset;
  const units = k0 * k1;
  // Above 2 GB an address comes back as a negative number.
  const sums = wasm._malloc(8 * units) >>> 0;
  const eachBlock = (run: (offset: number, sums: number) => void) => {
    for (let i = 0; i < k0; i++) run(4 * i * r0 * k1 * r1, sums + 8 * i * k1);
  };
  try {
    simd.clear(sums, units);
    eachBlock((offset, sums) => simd.addRoughSquares(x + offset, sums, r0, k1, r1));
    if (simd.allWithin(sums, units, roughBound(maxValue))) return null;
    simd.clear(sums, units);
    eachBlock((offset, sums) => simd.addSquares(x + offset, sums, r0, k1, r1));
    if (simd.toScales(sums, units, maxValue, maxValue * (1 - MARGIN)) === 0) return null;
    const projected = backend.makeOutput(weight.shape, weight.dtype);
    const out = dataIdMap.get(projected.dataId).memoryOffset;
    eachBlock((offset, scales) => simd.scale(x + offset, out + offset, scales, r0, k1, r1));
    return projected;
  } finally {
    wasm._free(sums);
  }
}

/** `null` if no unit exceeds. */
function projectByLoops(
  backend: WasmBackend,
  weight: tf.TensorInfo,
  blocks: UnitBlocks,
  maxValue: number,
): tf.TensorInfo | null {
  const scales = squaredNorms(backend.typedArrayFromHeap(weight), blocks);
  const exceeding = toScales(scales, maxValue, MARGIN);
  if (exceeding === 0) return null;
  const projected = backend.makeOutput(weight.shape, weight.dtype);
  // Only now: the memory may have grown, which detaches every view of it.
  const values = backend.typedArrayFromHeap(projected);
  values.set(backend.typedArrayFromHeap(weight));
  scaleUnits(values, blocks, scales, exceeding);
  return projected;
}
