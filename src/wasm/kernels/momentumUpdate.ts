import * as tf from '../../tfjs/tf.js';
import { addressOf } from '../../kernels/wasmBackend.js';
import { partsOf, runCalls } from '../threads.js';
import { FLOAT32, type TrainingKernel } from './kernel.js';

export interface MomentumAttrs {
  useNesterov: boolean;
}

/** For each element, most of them spent on waiting for memory. */
const OPERATIONS = 32;

/** Inputs beside the tensors of one weight: the scalars -rate and momentum. Outputs: the new weight and accumulation. */
export const momentumUpdate: TrainingKernel<
  'weight' | 'gradient' | 'accumulation' | 'minusRate' | 'momentum'
> = {
  kernelName: 'WasmMomentumUpdate',
  otherwise: 'cpu',
  dtypes: {
    weight: FLOAT32,
    gradient: FLOAT32,
    accumulation: FLOAT32,
    minusRate: FLOAT32,
    momentum: FLOAT32,
  },
  plan({ weight: { shape } }) {
    return {
      reads: { weight: shape, gradient: shape, accumulation: shape, minusRate: [], momentum: [] },
      writes: [shape, shape],
      sizes: null,
    };
  },
  run({ inputs, outputs, attrs, backend }) {
    const { weight, gradient, accumulation, minusRate, momentum } = inputs;
    const { useNesterov } = attrs as MomentumAttrs;
    const size = tf.util.sizeFromShape(weight.shape);
    const [read, scalars, written] = [
      [weight, gradient, accumulation],
      [minusRate, momentum],
      outputs,
    ].map((tensors) => tensors.map((tensor) => addressOf(backend, tensor)));
    const calls = partsOf(backend, size, OPERATIONS * size, 4).map(([from, end]) => [
      ...read.map((address) => address + 4 * from),
      ...scalars,
      ...written.map((address) => address + 4 * from),
      end - from,
      useNesterov ? 1 : 0,
    ]);
    runCalls(backend, 'momentum', calls);
    return outputs;
  },
};
