import * as tf from '@tensorflow/tfjs';
import { adamOptimizer } from '../../src/wasm/adamOptimizer.js';
import { dropoutLayer } from '../../src/wasm/dropoutLayer.js';
import { momentumOptimizer } from '../../src/wasm/momentumOptimizer.js';
import { STOCK } from '../../src/wasm/patch.js';

/** Puts the stock kernels and methods back, to compare with them. */
export function disableWasmTraining(): void {
  for (const kernel of tf.getKernelsForBackend('wasm')) {
    if (!(STOCK in kernel)) continue;
    tf.unregisterKernel(kernel.kernelName, 'wasm');
    if (kernel[STOCK] != null) tf.registerKernel(kernel[STOCK] as tf.KernelConfig);
  }
  for (const { prototype, method } of [adamOptimizer, momentumOptimizer, dropoutLayer]) {
    const methods = prototype() as Record<string, { [STOCK]?: unknown }>;
    const stock = methods[method][STOCK];
    if (stock != null) Object.assign(methods, { [method]: stock });
  }
}
