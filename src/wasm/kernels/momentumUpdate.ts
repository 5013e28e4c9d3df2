import * as tf from '../../tfjs/tf.js';
import { addressOf } from '../../kernels/wasmBackend.js';
import { trainingModule } from '../trainingModule.js';
import { FLOAT32, type TrainingKernel } from './kernel.js';

export interface MomentumAttrs {
  useNesterov: boolean;
}

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
    const tensors = [weight, gradient, accumulation, minusRate, momentum, ...outputs];
    trainingModule(backend).momentum(
      ...tensors.map((tensor) => addressOf(backend, tensor)),
      tf.util.sizeFromShape(weight.shape),
      useNesterov ? 1 : 0,
    );
    return outputs;
  },
};
