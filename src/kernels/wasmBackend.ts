import type * as tf from '../tfjs/tf.js';

/** What this package needs of `BackendWasm`, which its package exports without its fields. */
export interface WasmBackend extends Pick<
  tf.KernelBackend,
  'readSync' | 'write' | 'disposeData' | 'incRef'
> {
  wasm: {
    /** There in the build with threads, which shares its memory with workers. */
    wasmMemory?: WebAssembly.Memory;
    asm?: { memory?: WebAssembly.Memory };
    _malloc(bytes: number): number;
    _free(address: number): void;
  };
  dataIdMap: { get(dataId: tf.DataId): { memoryOffset: number } };
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  typedArrayFromHeap(info: tf.TensorInfo): Float32Array;
}

/** The memory that all tensors of the backend lie in, where it gives access to it. */
export function memoryOf({ wasm }: WasmBackend): WebAssembly.Memory | undefined {
  return wasm.wasmMemory ?? wasm.asm?.memory;
}

/** Where a tensor's data starts in the backend's memory. */
export function addressOf(backend: WasmBackend, { dataId, shape }: tf.TensorInfo): number {
  const address = backend.dataIdMap.get(dataId).memoryOffset;
  // The backend does not look at what its allocator returns.
  if (address === 0) {
    throw new Error(
      `The wasm backend has no memory left for a tensor of shape [${shape.join(', ')}].`,
    );
  }
  return address;
}

/** Lends working memory for the time of one call. */
export function withScratch<Result>(
  backend: WasmBackend,
  bytes: number,
  use: (address: number) => Result,
): Result {
  // Addresses above 2 GB come back as negative numbers.
  const address = backend.wasm._malloc(bytes) >>> 0;
  if (address === 0) throw new Error(`The wasm backend has no ${bytes} bytes of memory left.`);
  try {
    return use(address);
  } finally {
    backend.wasm._free(address);
  }
}
