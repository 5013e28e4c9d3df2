import * as tf from '../tfjs/tf.js';
import type { KernelParams, TrainingKernel } from './kernels/kernel.js';

type Values = Pick<tf.KernelBackend, 'readSync' | 'write' | 'disposeData'>;

/** Runs the stock kernel or the cpu backend's, on tensors that ours was not written for: its results and its errors. */
export function runOther(
  { kernelName, otherwise }: TrainingKernel,
  stock: tf.KernelConfig | undefined,
  params: KernelParams,
): tf.TensorInfo {
  const { inputs, attrs, backend } = params;
  const cpuKernel = tf.getKernel(kernelName, 'cpu');
  const cpu = tf.findBackend('cpu') as Values | null;
  const isCpuThere = (cpuKernel as unknown) != null && cpu != null;
  if (stock != null && (otherwise === 'stock' || !isCpuThere)) {
    return run(stock, inputs, attrs, backend);
  }
  if (!isCpuThere) {
    const tensors = Object.entries(inputs).map(
      ([name, { shape, dtype }]) => `${name} of ${dtype} [${shape.join(', ')}]`,
    );
    throw new Error(
      `${kernelName}: the wasm backend has no kernel for ${tensors.join(' and ')}; ` +
        'import "@tensorflow/tfjs-backend-cpu" to run that of the cpu backend.',
    );
  }
  const copies: typeof inputs = {};
  try {
    for (const name in inputs) copies[name] = copy(inputs[name], backend, cpu);
    const result = run(cpuKernel, copies, attrs, cpu);
    try {
      return copy(result, cpu, backend);
    } finally {
      cpu.disposeData(result.dataId);
    }
  } finally {
    for (const name in copies) cpu.disposeData(copies[name].dataId);
  }
}

function run(
  { kernelFunc }: tf.KernelConfig,
  inputs: KernelParams['inputs'],
  attrs: object,
  backend: object,
): tf.TensorInfo {
  return kernelFunc({ inputs, attrs: attrs as tf.NamedAttrMap, backend }) as tf.TensorInfo;
}

function copy({ dataId, shape, dtype }: tf.TensorInfo, from: Values, to: Values): tf.TensorInfo {
  return { dataId: to.write(from.readSync(dataId), shape, dtype), shape, dtype };
}
