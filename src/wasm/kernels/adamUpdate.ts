import * as tf from '../../tfjs/tf.js';
import { addressOf } from '../../kernels/wasmBackend.js';
import { trainingModule } from '../trainingModule.js';
import { FLOAT32, type TrainingKernel } from './kernel.js';

export interface AdamAttrs {
  beta1: number;
  beta2: number;
  epsilon: number;
  learningRate: number;
}

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
    const tensors = [weight, gradient, moment1, moment2, correction1, correction2, ...outputs];
    trainingModule(backend).adam(
      ...tensors.map((tensor) => addressOf(backend, tensor)),
      tf.util.sizeFromShape(weight.shape),
      beta1,
      1 - beta1,
      beta2,
      1 - beta2,
      epsilon,
      -learningRate,
    );
    return outputs;
  },
};
