import type * as tf from '../tfjs/tf.js';

/** What the kernels need of `BackendWasm`. */
export interface WasmBackend {
  wasm: {
    /** There in the build with threads, which shares its memory with workers. */
    wasmMemory?: WebAssembly.Memory;
    asm: { memory?: WebAssembly.Memory };
    _malloc(bytes: number): number;
    _free(address: number): void;
  };
  dataIdMap: { get(dataId: tf.DataId): { memoryOffset: number } };
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  incRef(dataId: tf.DataId): void;
}

/** The memory that all tensors of the backend lie in. */
export function memoryOf({ wasm }: WasmBackend): WebAssembly.Memory {
  const memory = wasm.wasmMemory ?? wasm.asm.memory;
  if (memory == null) {
    throw new Error(
      'enableWasmTraining: the wasm backend must give access to its memory, as those of version 4.22 do, got none.',
    );
  }
  return memory;
}

/** Where a tensor's data starts in the backend's memory. */
export function addressOf(backend: WasmBackend, { dataId }: tf.TensorInfo): number {
  return backend.dataIdMap.get(dataId).memoryOffset;
}

/** Lends working memory for the time of one call. */
export function withScratch(
  backend: WasmBackend,
  bytes: number,
  use: (address: number) => void,
): void {
  // Addresses above 2 GB come back as negative numbers.
  const address = backend.wasm._malloc(bytes) >>> 0;
  if (address === 0) {
    throw new Error(`enableWasmTraining: the wasm backend has no ${bytes} bytes of memory left.`);
  }
  try {
    use(address);
  } finally {
    backend.wasm._free(address);
  }
}
