import { memoryOf, type WasmBackend } from '../kernels/wasmBackend.js';
import { buildFor, type Builds, bytesOf, instantiateOn } from '../kernels/wasmModule.js';
import plain, { shared } from './training.generated.js';

/** What src/assembly/training.ts exports: numbers are addresses and sizes. */
export type RoutineName =
  | 'matMul'
  | 'convFilterGradient'
  | 'convInputGradient'
  | 'depthwiseFilterGradient'
  | 'depthwiseInputGradient'
  | 'maxPoolGradient'
  | 'sumMiddle'
  | 'segmentSum'
  | 'adam'
  | 'momentum'
  | 'dropoutMask';

export type TrainingModule = Record<RoutineName, (...args: number[]) => void> &
  Record<`${'MATMUL' | 'CONV' | 'SUM'}_SCRATCH`, WebAssembly.Global>;

/** `null` if the engine lacks what a module needs. */
type Compiled = Builds<WebAssembly.Module | null>;

let compiled: Compiled | null = null;
const instances = new WeakMap<WasmBackend, TrainingModule>();

/** @throws If WebAssembly's SIMD instructions are missing. */
export async function compileTrainingModule(): Promise<Compiled> {
  if (compiled != null) return compiled;
  const modules = { plain: await compile(plain), shared: await compile(shared) };
  if (modules.plain == null) {
    throw new Error(
      'enableWasmTraining: WebAssembly must have SIMD, which this JavaScript engine lacks.',
    );
  }
  compiled = modules;
  return compiled;
}

export async function compile(base64: string): Promise<WebAssembly.Module | null> {
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
