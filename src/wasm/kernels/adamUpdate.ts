import { addressOf } from '../backend.js';
import { trainingModule } from '../trainingModule.js';
import type { TrainingKernel } from './kernel.js';

export interface AdamAttrs {
  beta1: number;
  beta2: number;
  epsilon: number;
  learningRate: number;
}

/** Inputs: weight, gradient, both moments, and the scalars 1 - beta^t. Outputs: the new weight and moments. */
export const adamUpdate: TrainingKernel = {
  kernelName: 'WasmAdamUpdate',
  run: ({ inputs, attrs, backend }) => {
    const { weight, gradient, moment1, moment2, correction1, correction2 } = inputs;
    const { beta1, beta2, epsilon, learningRate } = attrs as AdamAttrs;
    const outputs = [weight, moment1, moment2].map(({ shape }) =>
      backend.makeOutput(shape, 'float32'),
    );
    const tensors = [weight, gradient, moment1, moment2, correction1, correction2, ...outputs];
    trainingModule(backend).adam(
      ...tensors.map((tensor) => addressOf(backend, tensor)),
      weight.shape.reduce((product, size) => product * size, 1),
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
