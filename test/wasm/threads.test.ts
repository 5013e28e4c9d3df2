import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { maxNorm, unitNorms } from '../../src/index.js';
import type { WasmBackend } from '../../src/kernels/wasmBackend.js';
import { enableWasmTraining } from '../../src/wasm/index.js';
import { smallest } from '../../src/wasm/threads.js';
import { AT } from '../../src/wasm/threads/callTaker.js';
import { patience } from '../../src/wasm/threads/pool.js';
import { randomOperand, runKernel } from './compareWithCpu.js';
import { stopWasm, useThreads } from './useThreads.js';

const THREADS = [1, 2, 5];

afterEach(() => stopWasm());

/** What `compute` returns with each number of threads. */
async function onThreads<Result>(compute: () => Result | Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const threads of THREADS) {
    await useThreads(threads);
    results.push(await compute());
  }
  return results;
}

function expectSameBits(results: Float32Array[]): void {
  const [first, ...others] = results.map(
    ({ buffer, byteOffset, length }) => new Int32Array(buffer, byteOffset, length),
  );
  for (const other of others) expect(other).toEqual(first);
}

const upTo = (max: number) => fc.integer({ min: 1, max });
const seed = fc.integer({ min: 1, max: 2 ** 31 });

describe('every bit is the same with 1, 2 and 5 threads', () => {
  test('of matrix products', async () => {
    const t = fc.boolean();
    const products = fc.sample(
      fc.record({ m: upTo(150), n: upTo(150), k: upTo(600), t, u: t, seed }),
      20,
    );
    const results = await onThreads(() =>
      products.map(({ m, n, k, t, u, seed }) => {
        const a = randomOperand([1, ...(t ? [k, m] : [m, k])], seed);
        const b = randomOperand([1, ...(u ? [n, k] : [k, n])], seed + 1);
        return runKernel('BatchMatMul', { a, b }, { transposeA: t, transposeB: u }).values;
      }),
    );
    products.forEach((_, i) => expectSameBits(results.map((values) => values[i])));
  });

  test('of convolutions and their gradients, of which the stock kernel computes the first', async () => {
    const side = fc.integer({ min: 3, max: 20 });
    const cases = fc.sample(
      fc
        .record({
          image: fc.tuple(upTo(9), side, side, upTo(40)),
          filter: fc.tuple(upTo(3), upTo(3)),
          filters: upTo(20),
          strides: upTo(2),
          pad: fc.constantFrom<'same' | 'valid'>('same', 'valid'),
          seed,
        })
        .filter(({ filter, strides }) => Math.min(...filter) >= strides),
      30,
    );
    const results = await onThreads(() =>
      cases.map(({ image: inputShape, filter: [h, w], filters, strides, pad, seed }) => {
        const filterShape: typeof inputShape = [h, w, inputShape[3], filters];
        const { outShape } = tf.backend_util.computeConv2DInfo(
          inputShape,
          filterShape,
          strides,
          1,
          pad,
        );
        const x = randomOperand(inputShape, seed);
        const filter = randomOperand(filterShape, seed + 1);
        const dy = randomOperand(outShape, seed + 2);
        const bias = randomOperand([filters], seed + 3);
        const attrs = { strides, pad, dataFormat: 'NHWC', dilations: [1, 1], activation: 'linear' };
        return [
          runKernel('Conv2D', { x, filter }, attrs),
          runKernel('FusedConv2D', { x, filter, bias }, attrs),
          runKernel('Conv2DBackpropFilter', { x, dy }, { ...attrs, filterShape }),
          runKernel('Conv2DBackpropInput', { dy, filter }, { ...attrs, inputShape }),
        ].map(({ values }) => values);
      }),
    );
    cases.forEach((_, i) => {
      for (let kernel = 0; kernel < 4; kernel++) {
        expectSameBits(results.map((values) => values[i][kernel]));
      }
    });
  });

  test('of a network and what it was trained to', async () => {
    for (const optimizer of [() => tf.train.adam(0.01), () => tf.train.momentum(0.01, 0.9, true)]) {
      const weights = await onThreads(async () => {
        const model = network(optimizer());
        const trained = await train(model, 5);
        model.dispose();
        return trained;
      });
      weights[0].forEach((_, i) => expectSameBits(weights.map((values) => values[i])));
    }
  });
});

/** Every kind of layer whose kernels run on threads. */
function network(optimizer: tf.Optimizer = tf.train.adam(0.01)): tf.Sequential {
  const init = (seed: number) => ({ kernelInitializer: tf.initializers.glorotNormal({ seed }) });
  const kernelConstraint = maxNorm({ maxValue: 0.5 });
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        ...init(1),
        filters: 9,
        kernelSize: 3,
        inputShape: [10, 9, 2],
        kernelConstraint,
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({
        ...init(2),
        filters: 5,
        kernelSize: 2,
        activation: 'relu',
        kernelConstraint,
      }),
      tf.layers.depthwiseConv2d({ kernelSize: 2, depthwiseInitializer: tf.initializers.ones() }),
      tf.layers.flatten(),
      tf.layers.dense({ ...init(3), units: 37, activation: 'relu', kernelConstraint }),
      tf.layers.dense({ ...init(4), units: 3, activation: 'softmax' }),
    ],
  });
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  return model;
}

async function train(model: tf.Sequential, steps: number): Promise<Float32Array[]> {
  const { values, shape } = randomOperand([12, 10, 9, 2], 7);
  const x = tf.tensor(values, shape);
  const y = tf.tidy(() => tf.oneHot(tf.range(0, 12, 1, 'int32').mod(3).toInt(), 3));
  for (let step = 0; step < steps; step++) await model.trainOnBatch(x, y);
  tf.dispose([x, y]);
  return model.getWeights().map((weight) => weight.dataSync<'float32'>().slice());
}

test('1,000 steps on threads hold memory still and keep every norm', async () => {
  await useThreads(3);
  const model = network();
  const backend = tf.backend() as unknown as WasmBackend & { wasm: { HEAPU8: Uint8Array } };
  await train(model, 20);
  const measure = () => ({ ...tf.memory(), heap: backend.wasm.HEAPU8.length });
  const before = measure();
  await train(model, 1000);
  expect(measure()).toEqual(before);
  for (const layer of [0, 2, 5]) {
    const norms = tf.tidy(() =>
      unitNorms(model.layers[layer].getWeights()[0], layer < 4 ? [0, 1, 2] : [0]).dataSync(),
    );
    for (const norm of norms) expect(norm).toBeLessThanOrEqual(0.5 * (1 + 1e-6));
  }
  model.dispose();
});

test('small work stays on one thread, large work does not', async () => {
  await useThreads(2);
  smallest.part = 2 ** 20;
  const notify = jest.spyOn(Atomics, 'notify');
  tf.tidy(() => tf.matMul(tf.ones([40, 40]), tf.ones([40, 40])));
  expect(notify).not.toHaveBeenCalled();
  tf.tidy(() => tf.matMul(tf.ones([400, 400]), tf.ones([400, 400])));
  expect(notify).toHaveBeenCalled();
  notify.mockRestore();
});

test('starts and stops leave no worker and no listener', async () => {
  const listeners = () => process.eventNames().map((name) => [name, process.listenerCount(name)]);
  const starts = jest.spyOn(Worker.prototype, 'unref');
  await useThreads(1);
  await stopWasm();
  const before = listeners();
  for (let start = 0; start < 20; start++) {
    await useThreads(3);
    await train(network(), 1);
    await stopWasm();
  }
  expect(listeners()).toEqual(before);
  expect('Worker' in globalThis).toBe(false);
  const workers = starts.mock.contexts as Worker[];
  expect(workers.length).toBe(40);
  for (const worker of workers) if (worker.threadId !== -1) await once(worker, 'exit');
  starts.mockRestore();
});

test('a thread that does not start keeps the backend from starting, and says why', async () => {
  await stopWasm();
  await enableWasmTraining({ threads: 2 });
  const once = jest.spyOn(Worker.prototype, 'once').mockImplementation(function (
    this: Worker,
    name,
    listener,
  ) {
    if (name === 'error') (listener as (error: Error) => void)(new Error('no room'));
    return this;
  });
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
  expect(await tf.setBackend('wasm')).toBe(false);
  expect(warn.mock.calls.flat().join()).toContain(
    'enableWasmTraining: a thread does not start: Error: no room',
  );
  const workers = once.mock.contexts as Worker[];
  once.mockRestore();
  warn.mockRestore();
  for (const worker of workers) await worker.terminate();
});

test('a thread that ends between steps ends the next one with an error', async () => {
  const starts = jest.spyOn(Worker.prototype, 'unref');
  await useThreads(3);
  const [worker] = starts.mock.contexts as Worker[];
  starts.mockRestore();
  const model = network();
  await train(model, 1);
  await worker.terminate();
  await expect(train(model, 1)).rejects.toThrow(
    /thread of the wasm backend has ended \(exit code 1\)/,
  );
  await useThreads(2);
  await train(network(), 1);
});

test('a thread that ends within a call ends the step with an error, in place of a wait for ever', async () => {
  await useThreads(2);
  const usual = patience.seconds;
  patience.seconds = 1;
  // A thread that took a call and never comes back.
  const notify = jest.spyOn(Atomics, 'notify').mockImplementationOnce((counters: unknown) => {
    Atomics.sub(counters as Int32Array, AT.left, 1);
    return 0;
  });
  const product = () => tf.tidy(() => tf.matMul(tf.ones([40, 40]), tf.ones([40, 40])));
  expect(product).toThrow(/has ended \(no answer for 1 s\).*remove the backend and start it anew/);
  notify.mockRestore();
  expect(product).toThrow(/has ended/);
  patience.seconds = usual;
});

test('a process ends by itself, whatever its threads do', () => {
  const root = resolve(__dirname, '../..');
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [
      '--import',
      join(root, 'node_modules/tsx/dist/loader.mjs'),
      join(__dirname, 'threadedProgram.ts'),
    ],
    {
      encoding: 'utf8',
      timeout: 50_000,
      env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') },
    },
  );
  expect({ stdout, stderr, status }).toEqual({ stdout: '2 threads, 256\n', stderr: '', status: 0 });
});

test('threads must be asked for before the backend starts', async () => {
  await useThreads(1);
  await expect(enableWasmTraining({ threads: 2 })).rejects.toThrow(
    'enableWasmTraining: threads must be asked for before the wasm backend starts, which it did with 1, got 2; ' +
      'call enableWasmTraining before tf.setBackend and tf.ready.',
  );
  expect(await enableWasmTraining()).toEqual({ threads: 1 });
  await useThreads(2);
  expect(await enableWasmTraining()).toEqual({ threads: 2 });
  expect(await enableWasmTraining({ threads: 2 })).toEqual({ threads: 2 });
  await expect(enableWasmTraining({ threads: 1 })).rejects.toThrow('which it did with 2, got 1');
});

test('before the backend starts, the last number asked for counts', async () => {
  await stopWasm();
  expect(await enableWasmTraining({ threads: 5 })).toEqual({ threads: 5 });
  expect(await enableWasmTraining()).toEqual({ threads: 5 });
  expect(await enableWasmTraining({ threads: 1 })).toEqual({ threads: 1 });
  await tf.setBackend('wasm');
  expect(await enableWasmTraining()).toEqual({ threads: 1 });
  const { wasm } = tf.backend() as unknown as { wasm: object };
  expect('PThread' in wasm).toBe(false);
});

test('takes as many threads as there are cores', async () => {
  await stopWasm();
  const { threads } = await enableWasmTraining({ threads: 'auto' });
  expect(Number.isInteger(threads) && threads >= 1).toBe(true);
  await tf.setBackend('wasm');
  expect(await enableWasmTraining({ threads: 'auto' })).toEqual({ threads });
});

test.each([
  [0, RangeError, '0'],
  [1.5, RangeError, '1.5'],
  [65, RangeError, '65'],
  [NaN, RangeError, 'NaN'],
  ['all', TypeError, '"all"'],
  [null, TypeError, 'null'],
])('refuses %p threads', async (threads, type, shown) => {
  const enable = () => enableWasmTraining({ threads: threads as number });
  await expect(enable()).rejects.toThrow(type);
  await expect(enable()).rejects.toThrow(
    `enableWasmTraining: threads must be an integer from 1 to 64 or "auto", got ${shown}.`,
  );
});
