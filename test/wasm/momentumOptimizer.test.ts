import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { maxNorm, unitNorms } from '../../src/index.js';
import { enableWasmTraining } from '../../src/wasm/index.js';
import { expectSameOptimization } from './expectSameOptimization.js';

beforeEach(async () => {
  await enableWasmTraining();
  await tf.setBackend('wasm');
});

test('updates weights and accumulations to the last bit as the stock optimizer', async () => {
  const runs = fc.record({
    sizes: fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 9 })),
    rate: fc.double({ min: 1e-5, max: 1, noNaN: true }),
    momentum: fc.double({ min: 0, max: 1, noNaN: true }),
    useNesterov: fc.boolean(),
    seed: fc.integer({ min: 1, max: 2 ** 31 }),
  });
  await fc.assert(
    fc.asyncProperty(runs, async ({ sizes, rate, momentum, useNesterov, seed }) => {
      const make = () => tf.train.momentum(rate, momentum, useNesterov);
      await expectSameOptimization(make, sizes, seed);
    }),
    { numRuns: 30 },
  );
});

test('takes a new learning rate and a list, and goes on from saved weights', async () => {
  const weight = tf.variable(tf.scalar(1), true, 'momentum-test');
  const gradient = tf.scalar(1);
  const first = tf.train.momentum(0.5, 0.5);
  first.applyGradients([{ name: weight.name, tensor: gradient }]);
  expect(weight.dataSync()[0]).toBe(0.5);
  first.setLearningRate(1);
  first.applyGradients([{ name: weight.name, tensor: gradient }]);
  // 0.5 - (0.5 * 1 + 1)
  expect(weight.dataSync()[0]).toBe(-1);
  const saved = await first.getWeights();
  expect(saved.map(({ name }) => name)).toEqual(['iter', 'momentum-test/momentum']);
  const second = tf.train.momentum(1, 0.5);
  await second.setWeights(saved);
  second.applyGradients([{ name: weight.name, tensor: gradient }]);
  // -1 - (0.5 * 1.5 + 1)
  expect(weight.dataSync()[0]).toBe(-2.75);
});

test.each([false, true])('keeps norms and memory (Nesterov: %s)', async (useNesterov) => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        units: 5,
        inputShape: [4],
        useBias: false,
        kernelConstraint: maxNorm({ maxValue: 0.5 }),
      }),
    ],
  });
  const optimizer = tf.train.momentum(0.5, 0.9, useNesterov);
  model.compile({ optimizer, loss: 'meanSquaredError' });
  const [x, y] = [tf.ones([8, 4]), tf.fill([8, 5], 9)];
  await model.trainOnBatch(x, y);
  const { numTensors } = tf.memory();
  for (let step = 0; step < 50; step++) await model.trainOnBatch(x, y);
  expect(tf.memory().numTensors).toBe(numTensors);
  const norms = tf.tidy(() => [...unitNorms(model.layers[0].getWeights()[0], 0).dataSync()]);
  for (const norm of norms) expect(norm).toBeCloseTo(0.5, 6);
  tf.dispose([x, y]);
  model.dispose();
  optimizer.dispose();
});

test('runs one kernel for each weight on wasm, and the stock ones on cpu', async () => {
  const kernels = async () => {
    const weight = tf.variable(tf.ones([3]));
    const optimizer = tf.train.momentum(0.1, 0.9);
    const { kernelNames } = await tf.profile(() => {
      const gradient = tf.ones([3]);
      optimizer.applyGradients([{ name: weight.name, tensor: gradient }]);
      return gradient;
    });
    return kernelNames;
  };
  expect(await kernels()).toContain('WasmMomentumUpdate');
  await tf.setBackend('cpu');
  expect(await kernels()).toContain('Multiply');
});
