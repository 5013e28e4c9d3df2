import { checkNoMore, checkOptions, checkWebAssembly, refuseType, refuseValue } from '../checks.js';
import * as tf from '../tfjs/tf.js';
import { adamOptimizer } from './adamOptimizer.js';
import { conv3dTransposeGradient } from './conv3dTransposeGradient.js';
import { dropoutLayer } from './dropoutLayer.js';
import { adamUpdate } from './kernels/adamUpdate.js';
import { batchMatMul } from './kernels/batchMatMul.js';
import {
  conv2dBackpropFilter,
  conv2dBackpropInput,
  conv3dBackpropFilter,
  conv3dBackpropInput,
} from './kernels/convGradients.js';
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './kernels/depthwiseGradients.js';
import { dropoutMask } from './kernels/dropoutMask.js';
import { identity } from './kernels/identity.js';
import type { TrainingKernel } from './kernels/kernel.js';
import { maxPoolGrad } from './kernels/maxPoolGrad.js';
import { momentumUpdate } from './kernels/momentumUpdate.js';
import { sum } from './kernels/sum.js';
import { unsortedSegmentSum } from './kernels/unsortedSegmentSum.js';
import { momentumOptimizer } from './momentumOptimizer.js';
import { applyPatch } from './patch.js';
import { replaceKernel } from './replaceKernel.js';
import { threadsInForce } from './threads.js';
import { compileTrainingModule } from './trainingModule.js';

const kernels: TrainingKernel[] = [
  batchMatMul,
  conv2dBackpropFilter,
  conv2dBackpropInput,
  conv3dBackpropFilter,
  conv3dBackpropInput,
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
  maxPoolGrad,
  sum,
  identity,
  unsortedSegmentSum,
  adamUpdate,
  momentumUpdate,
  dropoutMask,
];

const MOST_THREADS = 64;

export interface WasmTrainingOptions {
  /**
   * How many threads compute, this one included, or `'auto'` for as many as there are cores. More than one must be
   * asked for before the backend starts.
   *
   * @default 1
   */
  threads?: number | 'auto';
}

export interface WasmTraining {
  /** How many threads compute: 1 in a browser, but in the worker of a page that is cross-origin isolated. */
  threads: number;
}

/**
 * Makes the wasm backend train: registers the gradient kernels that it lacks (of convolutions, depthwise convolutions
 * and embeddings) and replaces those that are slow (transposed matrix products, the gradients of convolution and
 * max-pooling, sums over leading axes, the updates of Adam and of momentum, dropout's random mask). Other backends keep
 * their kernels; calling it again is harmless.
 *
 * Call it once, before or after `tf.setBackend('wasm')`; before it, if several threads are to compute. The number of
 * threads does not change a bit of any result.
 *
 * @returns The number of threads that it got.
 * @throws {TypeError} If it is given anything but options, or `threads` is neither a number nor `'auto'`.
 * @throws {RangeError} If `threads` is not an integer from 1 to 64.
 * @throws {Error} If `@tensorflow/tfjs-backend-wasm` was not imported, the JavaScript engine lacks WebAssembly SIMD, the
 *   page's Content-Security-Policy does not allow WebAssembly, or the backend has started with another number of
 *   threads.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import '@tensorflow/tfjs-backend-wasm';
 * import { enableWasmTraining } from 'tfjs-max-norm/wasm';
 *
 * await enableWasmTraining();
 * await tf.setBackend('wasm');
 * ```
 */
export async function enableWasmTraining(
  options: WasmTrainingOptions = {},
  ...unexpected: []
): Promise<WasmTraining> {
  checkNoMore('enableWasmTraining', unexpected);
  checkOptions('enableWasmTraining', options, ['threads'], '{ threads: 2 }');
  const { threads } = options;
  checkThreads(threads);
  if (tf.findBackendFactory('wasm') == null) {
    throw new Error(
      'enableWasmTraining: there must be a wasm backend, got none; import "@tensorflow/tfjs-backend-wasm" first.',
    );
  }
  checkWebAssembly('enableWasmTraining');
  const { shared } = await compileTrainingModule();
  kernels.forEach(replaceKernel);
  [adamOptimizer, momentumOptimizer, dropoutLayer].forEach(applyPatch);
  if (tf.getGradient('Conv3DBackpropInputV2') == null) tf.registerGradient(conv3dTransposeGradient);
  // Who does not ask for threads does not load them.
  const inForce = threadsInForce();
  if (threads === undefined || threads === inForce) return { threads: inForce };
  const { enableThreads } = await import('./threads/enableThreads.js');
  return { threads: await enableThreads(threads, MOST_THREADS, shared) };
}

function checkThreads(threads: unknown): void {
  if (threads === undefined || threads === 'auto') return;
  const accepted = `an integer from 1 to ${MOST_THREADS} or "auto"`;
  if (typeof threads !== 'number') refuseType('enableWasmTraining', 'threads', accepted, threads);
  if (!Number.isInteger(threads) || threads < 1 || threads > MOST_THREADS) {
    refuseValue('enableWasmTraining', 'threads', accepted, threads);
  }
}
