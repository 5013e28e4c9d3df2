import { memoryOf, type WasmBackend } from '../../kernels/wasmBackend.js';
import * as tf from '../../tfjs/tf.js';
import convolve from '../convolve.generated.js';
import { replaceKernel } from '../replaceKernel.js';
import { setThreads, type ThreadedFactory, threadsInForce } from '../threads.js';
import { compile } from '../trainingModule.js';
import { conv2d, fusedConv2d } from './conv2d.js';
import { Pool } from './pool.js';

/**
 * Has the wasm backend start with threads, as many as asked for, or one where threads cannot share memory or wait.
 *
 * @param most What `'auto'` may come to.
 * @param module The routines for a memory that is shared.
 * @returns How many.
 * @throws {Error} If the backend has started with another number.
 */
export async function enableThreads(
  wanted: number | 'auto',
  most: number,
  module: WebAssembly.Module | null,
): Promise<number> {
  const count =
    module != null && canWait() ? (wanted === 'auto' ? Math.min(await cores(), most) : wanted) : 1;
  const { registry, registryFactory } = tf.engine();
  if ('wasm' in registry) {
    const running = threadsInForce();
    if (running === count) return count;
    throw new Error(
      `enableWasmTraining: threads must be asked for before the wasm backend starts, which it did with ${running}, ` +
        `got ${count}; call enableWasmTraining before tf.setBackend and tf.ready.`,
    );
  }
  const entry = registryFactory.wasm as { factory: ThreadedFactory };
  if (count > 1) {
    const modules = [module!, (await compile(convolve))!];
    if (entry.factory.threads == null) entry.factory = threaded(entry.factory, modules);
    [conv2d, fusedConv2d].forEach(replaceKernel);
  }
  entry.factory.threads = count;
  return count;
}

function threaded(stock: ThreadedFactory, modules: WebAssembly.Module[]): ThreadedFactory {
  const factory: ThreadedFactory = async () => {
    const count = factory.threads!;
    if (count === 1) return stock();
    const backend = await start(stock);
    await addThreads(backend as unknown as WasmBackend & tf.KernelBackend, modules, count);
    return backend;
  };
  return factory;
}

async function start(stock: ThreadedFactory): Promise<tf.KernelBackend> {
  if (!tf.env().getBool('IS_NODE')) return stock();
  return (await import('./inNode.js')).startBackendInNode(stock);
}

async function addThreads(
  backend: WasmBackend & tf.KernelBackend,
  modules: WebAssembly.Module[],
  count: number,
): Promise<void> {
  if (!(memoryOf(backend)?.buffer instanceof SharedArrayBuffer)) {
    throw new Error(
      'enableWasmTraining: for threads, the wasm backend must share its memory, but it started its build without; ' +
        'setWasmPaths must name tfjs-backend-wasm-threaded-simd.wasm.',
    );
  }
  const pool = new Pool(backend, modules, count);
  const dispose = backend.dispose.bind(backend);
  backend.dispose = () => {
    pool.stop();
    dispose();
  };
  try {
    await pool.start();
  } catch (error) {
    backend.dispose();
    throw error;
  }
  setThreads(backend, pool);
}

/** Not without shared memory, and not on a page's main thread. */
function canWait(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
    return typeof Worker === 'function' || tf.env().getBool('IS_NODE');
  } catch {
    return false;
  }
}

async function cores(): Promise<number> {
  if (!tf.env().getBool('IS_NODE')) return navigator.hardwareConcurrency;
  return (await import('./inNode.js')).coresInNode();
}
