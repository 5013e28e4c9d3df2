import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { maxNorm, unitNorms } from '../../src/index.js';
import type { WasmBackend } from '../../src/kernels/wasmBackend.js';
import { enableWasmTraining } from '../../src/wasm/index.js';
import { trainingModule } from '../../src/wasm/trainingModule.js';

const adamUpdate = () =>
  Object.getOwnPropertyDescriptor(tf.AdamOptimizer.prototype, 'applyGradients')!.value as unknown;

const kernelsOf = (backend: string) =>
  new Map(tf.getKernelsForBackend(backend).map((kernel) => [kernel.kernelName, kernel]));

test('replaces kernels of the wasm backend once, without a warning, and of no other', async () => {
  const warn = jest.spyOn(console, 'warn');
  const cpu = kernelsOf('cpu');
  const stock = kernelsOf('wasm');
  await enableWasmTraining();
  const enabled = kernelsOf('wasm');
  expect(enabled).not.toEqual(stock);
  expect(enabled.get('Relu')).toBe(stock.get('Relu'));
  const applyGradients = adamUpdate();
  await Promise.all([enableWasmTraining(), enableWasmTraining()]);
  for (const [name, kernel] of kernelsOf('wasm')) expect(kernel).toBe(enabled.get(name));
  for (const [name, kernel] of kernelsOf('cpu')) expect(kernel).toBe(cpu.get(name));
  expect(adamUpdate()).toBe(applyGradients);
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});

test('works when the backend was started after it, and on a backend started anew', async () => {
  for (let start = 0; start < 2; start++) {
    await tf.setBackend('wasm');
    const product = tf.tidy(() => tf.matMul([[1], [2]], [[3, 4]], true, true).arraySync());
    expect(product).toEqual([[11]]);
    const factory = tf.findBackendFactory('wasm');
    await tf.setBackend('cpu');
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory);
  }
});

test('runs on the memory of a backend with threads', () => {
  const wasmMemory = new WebAssembly.Memory({ initial: 2, maximum: 65536, shared: true });
  const values = new Float32Array(wasmMemory.buffer);
  values.set([1, 2, 3, 4, 5, 6], 4);
  const backend = { wasm: { wasmMemory, asm: {} } } as unknown as WasmBackend;
  trainingModule(backend).sumMiddle(16, 64, 1, 3, 2, 128);
  expect([...values.slice(16, 18)]).toEqual([9, 12]);
});

test('holds memory still over 1,000 steps', async () => {
  await tf.setBackend('wasm');
  const constraint = maxNorm({ maxValue: 0.5 });
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 4,
        kernelSize: 3,
        activation: 'relu',
        kernelConstraint: constraint,
        inputShape: [8, 8, 1],
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.depthwiseConv2d({ kernelSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dropout({ rate: 0.3 }),
      tf.layers.dense({ units: 8, activation: 'relu', kernelConstraint: constraint }),
      tf.layers.dense({ units: 3, activation: 'softmax' }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy' });
  const x = tf.randomNormal([16, 8, 8, 1]);
  const y = tf.oneHot(
    tf.tensor1d(
      Array.from({ length: 16 }, (_, i) => i % 3),
      'int32',
    ),
    3,
  );
  const backend = tf.backend() as unknown as WasmBackend & { wasm: { HEAPU8: Uint8Array } };
  const measure = () => ({
    ...tf.memory(),
    dataIds: tf.backend().numDataIds(),
    heap: backend.wasm.HEAPU8.length,
  });
  for (let step = 0; step < 20; step++) await model.trainOnBatch(x, y);
  const before = measure();
  for (let step = 0; step < 1000; step++) await model.trainOnBatch(x, y);
  expect(measure()).toEqual(before);
  for (const layer of [model.layers[0], model.layers[5]]) {
    const norms = tf.tidy(() => unitNorms(layer.getWeights()[0]).dataSync());
    for (const norm of norms) expect(norm).toBeLessThanOrEqual(0.5 * (1 + 1e-6));
  }
});
