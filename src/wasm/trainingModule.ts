import { memoryOf, type WasmBackend } from './backend.js';
import plainBase64, { shared as sharedBase64 } from './training.generated.js';

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

/** One for a memory of one thread, one for a memory shared between threads. */
let compiled: { plain: WebAssembly.Module; shared: WebAssembly.Module | null } | null = null;
const instances = new WeakMap<WasmBackend, TrainingModule>();

/** @throws If WebAssembly's SIMD instructions are missing. */
export async function compileTrainingModule(): Promise<void> {
  if (compiled != null) return;
  const [plain, shared] = await Promise.all([plainBase64, sharedBase64].map(compile));
  if (plain == null) {
    throw new Error(
      'enableWasmTraining: WebAssembly must have SIMD, which this JavaScript engine lacks.',
    );
  }
  compiled = { plain, shared };
}

async function compile(base64: string): Promise<WebAssembly.Module | null> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return WebAssembly.validate(bytes) ? WebAssembly.compile(bytes) : null;
}

/** The routines, working on the memory of `backend`; after {@link compileTrainingModule}. */
export function trainingModule(backend: WasmBackend): TrainingModule {
  let instance = instances.get(backend);
  if (instance == null) {
    const memory = memoryOf(backend);
    const isShared =
      typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
    const module = isShared ? compiled!.shared! : compiled!.plain;
    const imports = { env: { memory, abort } };
    instance = new WebAssembly.Instance(module, imports).exports as unknown as TrainingModule;
    instances.set(backend, instance);
  }
  return instance;
}

function abort(): void {
  throw new Error('enableWasmTraining: a kernel stopped.');
}
