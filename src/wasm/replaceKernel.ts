import * as tf from '../tfjs/tf.js';
import { type KernelParams, planFor, type TrainingKernel } from './kernels/kernel.js';
import { STOCK } from './patch.js';
import { runOther } from './runOther.js';
import { threadsOf } from './threads.js';

/** Registers a kernel for the wasm backend in the place of the stock one, if there is one. */
export function replaceKernel(ours: TrainingKernel): void {
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
      const runs = ours.needsThreads !== true || threadsOf(backend) != null;
      const plan = runs ? planFor(ours, inputs, attrs) : null;
      if (plan == null) return runOther(ours, stock, params as unknown as KernelParams);
      const outputs = plan.writes.map((shape) => backend.makeOutput([...shape], 'float32'));
      return ours.run({ inputs, outputs, sizes: plan.sizes, attrs, backend });
    },
  };
  tf.registerKernel(Object.assign(kernel, { [STOCK]: stock }));
}
