import { memoryOf, type WasmBackend } from '../kernels/wasmBackend.js';
import { buildFor, type Builds, bytesOf, instantiateOn } from '../kernels/wasmModule.js';
import plain, { shared } from './training.generated.js';

/** What src/assembly/training.ts exports: numbers are addresses and sizes. */
type Routine = (...args: number[]) => void;

export interface TrainingModule {
  matMul: Routine;
  convFilterGradient: Routine;
  convInputGradient: Routine;
  depthwiseFilterGradient: Routine;
  depthwiseInputGradient: Routine;
  maxPoolGradient: Routine;
  sumMiddle: Routine;
  segmentSum: Routine;
  adam: Routine;
  momentum: Routine;
  dropoutMask: Routine;
  MATMUL_SCRATCH: WebAssembly.Global;
  CONV_SCRATCH: WebAssembly.Global;
  SUM_SCRATCH: WebAssembly.Global;
}

let compiled: Builds<WebAssembly.Module | null> | null = null;
const instances = new WeakMap<WasmBackend, TrainingModule>();

/** @throws If WebAssembly's SIMD instructions are missing. */
export async function compileTrainingModule(): Promise<void> {
  if (compiled != null) return;
  const modules = { plain: await compile(plain), shared: await compile(shared) };
  if (modules.plain == null) {
    throw new Error(
      'enableWasmTraining: WebAssembly must have SIMD, which this JavaScript engine lacks.',
    );
  }
  compiled = modules;
}

async function compile(base64: string): Promise<WebAssembly.Module | null> {
  const bytes = bytesOf(base64);
  return WebAssembly.validate(bytes) ? WebAssembly.compile(bytes) : null;
}

/** The routines, working on the memory of `backend`; after {@link compileTrainingModule}. */
export function trainingModule(backend: WasmBackend): TrainingModule {
  let instance = instances.get(backend);
  if (instance == null) {
    const memory = memoryOf(backend);
    if (memory == null) {
      throw new Error(
        'enableWasmTraining: the wasm backend must give access to its memory, as those of version 4.22 do, got none.',
      );
    }
    instance = instantiateOn<TrainingModule>(memory, buildFor(memory, compiled!)!);
    instances.set(backend, instance);
  }
  return instance;
}
