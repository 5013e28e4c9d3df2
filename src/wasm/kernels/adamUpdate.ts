import * as tf from '../../tfjs/tf.js';
import { addressOf } from '../../kernels/wasmBackend.js';
import { partsOf, runCalls } from '../threads.js';
import { FLOAT32, type TrainingKernel } from './kernel.js';

export interface AdamAttrs {
  beta1: number;
  beta2: number;
  epsilon: number;
  learningRate: number;
}

/** For each element, most of them spent on waiting for memory. */
const OPERATIONS = 32;

/** Inputs: weight, gradient, both moments, and the scalars 1 - beta^t. Outputs: the new weight and moments. */
export const adamUpdate: TrainingKernel<
  'weight' | 'gradient' | 'moment1' | 'moment2' | 'correction1' | 'correction2'
> = {
  kernelName: 'WasmAdamUpdate',
  otherwise: 'cpu',
  dtypes: {
    weight: FLOAT32,
    gradient: FLOAT32,
    moment1: FLOAT32,
    moment2: FLOAT32,
    correction1: FLOAT32,
    correction2: FLOAT32,
  },
  plan({ weight: { shape } }) {
    return {
      reads: {
        weight: shape,
        gradient: shape,
        moment1: shape,
        moment2: shape,
        correction1: [],
        correction2: [],
      },
      writes: [shape, shape, shape],
      sizes: null,
    };
  },
  run({ inputs, outputs, attrs, backend }) {
    const { weight, gradient, moment1, moment2, correction1, correction2 } = inputs;
    const { beta1, beta2, epsilon, learningRate } = attrs as AdamAttrs;
    const [read, scalars, written] = [
      [weight, gradient, moment1, moment2],
      [correction1, correction2],
      outputs,
    ].map((tensors) => tensors.map((tensor) => addressOf(backend, tensor)));
    const size = tf.util.sizeFromShape(weight.shape);
    const calls = partsOf(backend, size, OPERATIONS * size, 4).map(([from, end]) => [
      ...read.map((address) => address + 4 * from),
      ...scalars,
      ...written.map((address) => address + 4 * from),
      end - from,
      beta1,
      1 - beta1,
      beta2,
      1 - beta2,
      epsilon,
      -learningRate,
    ]);
    runCalls(backend, 'adam', calls);
    return outputs;
  },
};
