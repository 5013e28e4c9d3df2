import { memoryOf, type WasmBackend } from './backend.js';
import base64 from './training.generated.js';

/** What src/assembly/training.ts exports: numbers are addresses and sizes. */
type Routine = (...args: number[]) => void;

export interface TrainingModule {
  matMul: Routine;
  conv2dFilterGradient: Routine;
  conv2dInputGradient: Routine;
  depthwiseFilterGradient: Routine;
  depthwiseInputGradient: Routine;
  maxPoolGradient: Routine;
  sumMiddle: Routine;
  segmentSum: Routine;
  adam: Routine;
  dropoutMask: Routine;
  MATMUL_SCRATCH: WebAssembly.Global;
  CONV_SCRATCH: WebAssembly.Global;
  SUM_SCRATCH: WebAssembly.Global;
}

let compiled: WebAssembly.Module | null = null;
const instances = new WeakMap<WasmBackend, TrainingModule>();

/** @throws If WebAssembly or its SIMD instructions are missing. */
export async function compileTrainingModule(): Promise<void> {
  if (compiled != null) return;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  if (!WebAssembly.validate(bytes)) {
    throw new Error(
      'enableWasmTraining: training needs WebAssembly with SIMD, which this JavaScript engine lacks.',
    );
  }
  compiled = await WebAssembly.compile(bytes);
}

/** The routines, working on the memory of `backend`. */
export function trainingModule(backend: WasmBackend): TrainingModule {
  let instance = instances.get(backend);
  if (instance == null) {
    const imports = { env: { memory: memoryOf(backend), abort } };
    instance = new WebAssembly.Instance(compiled!, imports).exports as unknown as TrainingModule;
    instances.set(backend, instance);
  }
  return instance;
}

function abort(): void {
  throw new Error('enableWasmTraining: a kernel stopped.');
}
