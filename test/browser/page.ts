import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';
import { checkBackend } from '../support/checkBackend.js';

async function runOn(backend: string) {
  setWasmPaths('/');
  const report = await checkBackend(backend);
  return {
    ...report,
    isThreaded: 'PThread' in ((tf.backend() as { wasm?: object }).wasm ?? {}),
  };
}

export type PageReport = Awaited<ReturnType<typeof runOn>>;

Object.assign(globalThis, { runOn });
