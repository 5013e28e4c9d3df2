import { checkNoMore, checkWebAssembly } from '../checks.js';
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
import { type KernelParams, planFor, type TrainingKernel } from './kernels/kernel.js';
import { maxPoolGrad } from './kernels/maxPoolGrad.js';
import { momentumUpdate } from './kernels/momentumUpdate.js';
import { sum } from './kernels/sum.js';
import { unsortedSegmentSum } from './kernels/unsortedSegmentSum.js';
import { momentumOptimizer } from './momentumOptimizer.js';
import { applyPatch, STOCK } from './patch.js';
import { runOther } from './runOther.js';
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

/**
 * Makes the wasm backend train: registers the gradient kernels that it lacks (of convolutions, depthwise convolutions
 * and embeddings) and replaces those that are slow (transposed matrix products, the gradients of convolution and
 * max-pooling, sums over leading axes, the updates of Adam and of momentum, dropout's random mask). Other backends keep
 * their kernels; calling it again is harmless.
 *
 * Call it once, before or after `tf.setBackend('wasm')`.
 *
 * @throws {TypeError} If it is given an argument.
 * @throws {Error} If `@tensorflow/tfjs-backend-wasm` was not imported, the JavaScript engine lacks WebAssembly SIMD, or the
 *   page's Content-Security-Policy does not allow WebAssembly.
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
export async function enableWasmTraining(...unexpected: []): Promise<void> {
  checkNoMore('enableWasmTraining', unexpected);
  if (tf.findBackendFactory('wasm') == null) {
    throw new Error(
      'enableWasmTraining: there must be a wasm backend, got none; import "@tensorflow/tfjs-backend-wasm" first.',
    );
  }
  checkWebAssembly('enableWasmTraining');
  await compileTrainingModule();
  kernels.forEach(replaceKernel);
  [adamOptimizer, momentumOptimizer, dropoutLayer].forEach(applyPatch);
  if (tf.getGradient('Conv3DBackpropInputV2') == null) tf.registerGradient(conv3dTransposeGradient);
}

function replaceKernel(ours: TrainingKernel): void {
  const { kernelName } = ours;
  const stock = tf.getKernel(kernelName, 'wasm');
  if (stock != null) {
    if (STOCK in stock) return;
    tf.unregisterKernel(kernelName, 'wasm');
  }
  const kernel: tf.KernelConfig = {
    kernelName,
    backendName: 'wasm',
    // The backend calls it when it starts, and the stock kernel cannot run without.
    setupFunc: stock?.setupFunc,
    disposeFunc: stock?.disposeFunc,
    kernelFunc: (params) => {
      const { inputs, attrs, backend } = params as unknown as KernelParams;
      const plan = planFor(ours, inputs, attrs);
      if (plan == null) return runOther(ours, stock, params as unknown as KernelParams);
      const outputs = plan.writes.map((shape) => backend.makeOutput([...shape], 'float32'));
      return ours.run({ inputs, outputs, sizes: plan.sizes, attrs, backend });
    },
  };
  tf.registerKernel(Object.assign(kernel, { [STOCK]: stock }));
}
