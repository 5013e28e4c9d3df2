import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { enableWasmTraining } from '../../src/wasm/index.js';
import { expectSameOptimization } from './expectSameOptimization.js';

beforeEach(async () => {
  await enableWasmTraining();
  await tf.setBackend('wasm');
});

test('updates weights and moments to the last bit as the stock optimizer', async () => {
  const runs = fc.record({
    sizes: fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 9 })),
    rate: fc.double({ min: 1e-5, max: 1, noNaN: true }),
    beta1: fc.double({ min: 0, max: 0.99, noNaN: true }),
    beta2: fc.double({ min: 0.5, max: 0.9999, noNaN: true }),
    seed: fc.integer({ min: 1, max: 2 ** 31 }),
  });
  await fc.assert(
    fc.asyncProperty(runs, async ({ sizes, rate, beta1, beta2, seed }) => {
      await expectSameOptimization(() => tf.train.adam(rate, beta1, beta2), sizes, seed);
    }),
    { numRuns: 30 },
  );
});

test('takes gradients as a list, and goes on from saved weights', async () => {
  const weight = tf.variable(tf.tensor1d([1, 2, 3]), true, 'adam-test-list');
  const gradient = tf.tensor1d([0.1, -0.2, 0.3]);
  const first = tf.train.adam(0.1);
  first.applyGradients([{ name: weight.name, tensor: gradient }]);
  const afterOne = [...weight.dataSync()];
  const saved = await first.getWeights();
  first.applyGradients([{ name: weight.name, tensor: gradient }]);
  const afterTwo = [...weight.dataSync()];

  const second = tf.train.adam(0.1);
  weight.assign(tf.tensor1d([1, 2, 3]));
  second.applyGradients([{ name: weight.name, tensor: gradient }]);
  expect([...weight.dataSync()]).toEqual(afterOne);
  second.applyGradients([{ name: weight.name, tensor: gradient }]);
  expect([...weight.dataSync()]).toEqual(afterTwo);
  expect(saved.map(({ name }) => name)).toEqual(['iter', 'adam-test-list/m', 'adam-test-list/v']);
});

test('is the stock optimizer on another backend', async () => {
  await tf.setBackend('cpu');
  const weight = tf.variable(tf.tensor1d([1]), true, 'adam-test-cpu');
  const { kernelNames } = await tf.profile(() => {
    const gradient = tf.tensor1d([0.5]);
    tf.train.adam(0.1).applyGradients([{ name: weight.name, tensor: gradient }]);
    return gradient;
  });
  expect(kernelNames).toContain('Sqrt');
  expect(kernelNames).not.toContain('WasmAdamUpdate');
  expect(weight.dataSync()[0]).toBeCloseTo(0.9, 5);
});
