import * as tf from '@tensorflow/tfjs';
import { enableWasmTraining } from '../../src/wasm/index.js';
import { smallest } from '../../src/wasm/threads.js';

/** Starts the wasm backend anew, with so many threads, which take the smallest pieces of work. */
export async function useThreads(threads: number): Promise<void> {
  await stopWasm();
  smallest.part = 1;
  expect(await enableWasmTraining({ threads })).toEqual({ threads });
  await tf.setBackend('wasm');
}

/** Removes the backend; the next one to be set starts anew. */
export async function stopWasm(): Promise<void> {
  const factory = tf.findBackendFactory('wasm');
  await tf.setBackend('cpu');
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', factory);
}
