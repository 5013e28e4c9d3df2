import * as os from 'node:os';
import { Worker } from 'node:worker_threads';
import * as tf from '../../tfjs/tf.js';
import { type Thread, type ThreadData, threadSource } from './callTaker.js';

/**
 * What only Node needs: bundlers for browsers leave this file out.
 *
 * @module
 */

/** What the backend's build with threads gets in Node for a worker of its own, none of which it needs for one thread. */
class IdleWorker {
  onmessage?: (event: { data: { cmd: string } }) => void;

  constructor(url: string) {
    URL.revokeObjectURL(url);
  }

  postMessage({ cmd }: { cmd: string }): void {
    if (cmd !== 'load') {
      throw new Error('enableWasmTraining: the wasm backend must not start threads of its own.');
    }
    this.onmessage?.({ data: { cmd: 'loaded' } });
  }

  on(): void {}
  unref(): void {}
  terminate(): void {}
}

/**
 * Starts the backend's build with threads, which shares its memory, where TensorFlow.js takes the one without: its own
 * workers do not work in Node. While it starts, they are replaced.
 */
export async function startBackendInNode<Backend>(start: () => Promise<Backend>): Promise<Backend> {
  const { setThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
  // On four cores and more it would wait for them.
  setThreadsCount(1);
  const flag = 'WASM_HAS_MULTITHREAD_SUPPORT';
  const usual = await tf.env().getAsync(flag);
  const worker = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  // It assigns the name itself before it uses it.
  Object.defineProperty(globalThis, 'Worker', {
    configurable: true,
    get: () => IdleWorker,
    set: () => {},
  });
  tf.env().set(flag, true);
  try {
    return await start();
  } finally {
    tf.env().set(flag, usual);
    if (worker == null) Reflect.deleteProperty(globalThis, 'Worker');
    else Object.defineProperty(globalThis, 'Worker', worker);
  }
}

/** As `startThread`. */
export async function startThreadInNode(
  data: ThreadData,
  died: (reason: string) => void,
): Promise<Thread> {
  const source = `
    const { parentPort, workerData: data } = require('node:worker_threads');
    const ready = () => parentPort.postMessage(null);
    ${threadSource}`;
  // Without the loaders that this process was started with.
  const worker = new Worker(source, { eval: true, workerData: data, execArgv: [] });
  let isStopped = false;
  await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      reject(new Error(`exit code ${code}`));
      if (!isStopped) died(`exit code ${code}`);
    });
  });
  worker.on('error', (error) => died(String(error)));
  worker.unref();
  return {
    stop() {
      isStopped = true;
      void worker.terminate();
    },
  };
}

export function coresInNode(): number {
  // Since Node 18.14.
  return (os as Partial<typeof os>).availableParallelism?.() ?? os.cpus().length;
}
