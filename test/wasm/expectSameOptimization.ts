import * as tf from '@tensorflow/tfjs';
import { enableWasmTraining } from '../../src/wasm/index.js';
import { randomOperand } from './compareWithCpu.js';
import { disableWasmTraining } from './disableWasmTraining.js';

interface Run {
  weights: number[][];
  optimizer: Awaited<ReturnType<tf.Optimizer['getWeights']>>;
}

/** Some steps on two weights, of which the second has no gradient in the first step; then the optimizer's weights. */
async function train(optimizer: tf.Optimizer, sizes: number[], seed: number): Promise<Run> {
  const variables = sizes.map((size, i) => {
    const { values } = randomOperand([size], seed + i);
    return tf.variable(tf.tensor1d(values), true, `same-optimization-${i}`);
  });
  for (let step = 0; step < 4; step++) {
    const gradients = Object.fromEntries(
      variables.slice(0, step === 0 ? 1 : 2).map(({ name, size }, i) => {
        const { values } = randomOperand([size], seed + 10 * step + i);
        return [name, tf.tensor1d(values)];
      }),
    );
    optimizer.applyGradients(gradients);
    tf.dispose(gradients);
  }
  const weights = variables.map((variable) => [...variable.dataSync()]);
  const state = (await optimizer.getWeights()).map(({ name, tensor }) => ({
    name,
    tensor: tensor.clone(),
  }));
  tf.dispose(variables);
  optimizer.dispose();
  return { weights, optimizer: state };
}

/** Expects weights, state and tensors left to be those of the stock optimizer, to the last bit. */
export async function expectSameOptimization(
  make: () => tf.Optimizer,
  sizes: number[],
  seed: number,
): Promise<void> {
  const start = tf.memory().numTensors;
  const ours = await train(make(), sizes, seed);
  const middle = tf.memory().numTensors;
  disableWasmTraining();
  const stock = await train(make(), sizes, seed);
  const end = tf.memory().numTensors;
  await enableWasmTraining();
  expect(middle - start).toBe(end - middle);
  expect(ours.weights).toEqual(stock.weights);
  const names = ({ optimizer }: Run) => optimizer.map(({ name }) => name);
  const values = ({ optimizer }: Run) => optimizer.map(({ tensor }) => [...tensor.dataSync()]);
  expect(names(ours)).toEqual(names(stock));
  expect(values(ours)).toEqual(values(stock));
  for (const { optimizer } of [ours, stock]) tf.dispose(optimizer.map(({ tensor }) => tensor));
}
