import * as tf from '@tensorflow/tfjs';
import { maxNorm } from 'tfjs-max-norm';
import type { Architecture } from './settings.js';

export interface ModelOptions {
  /** c, the largest norm of a unit's incoming weights; `null` leaves them free. */
  maxValue: number | null;
  /** The rate after each hidden layer. */
  dropout: number;
  /** Of the initial weights. */
  seed: number;
}

export const models: Record<Architecture, (options: ModelOptions) => tf.LayersModel> = {
  mlp: (options) => multilayer(256, options),
  wide: (options) => multilayer(512, options),
  cnn: convolutional,
};

/** 784-units-units-10. */
function multilayer(units: number, options: ModelOptions): tf.LayersModel {
  const { dropout } = options;
  const kernel = kernels(options);
  return tf.sequential({
    layers: [
      tf.layers.dense({
        name: 'hidden_1',
        inputShape: [784],
        units,
        activation: 'relu',
        ...kernel(1),
      }),
      tf.layers.dropout({ rate: dropout }),
      tf.layers.dense({ name: 'hidden_2', units, activation: 'relu', ...kernel(2) }),
      tf.layers.dropout({ rate: dropout }),
      tf.layers.dense({ name: 'output', units: 10, activation: 'softmax', ...kernel(3) }),
    ],
  });
}

/** 16 and 32 filters, 64 units, 10. */
function convolutional(options: ModelOptions): tf.LayersModel {
  const { dropout } = options;
  const kernel = kernels(options);
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        name: 'conv_1',
        inputShape: [28, 28, 1],
        filters: 16,
        kernelSize: 5,
        activation: 'relu',
        ...kernel(1),
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({
        name: 'conv_2',
        filters: 32,
        kernelSize: 3,
        activation: 'relu',
        ...kernel(2),
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dropout({ rate: dropout }),
      tf.layers.dense({ name: 'hidden', units: 64, activation: 'relu', ...kernel(3) }),
      tf.layers.dropout({ rate: dropout }),
      tf.layers.dense({ name: 'output', units: 10, activation: 'softmax', ...kernel(4) }),
    ],
  });
}

/** What every kernel begins with, and what bounds it. */
function kernels({ maxValue, seed }: ModelOptions) {
  const kernelConstraint = maxValue == null ? undefined : maxNorm({ maxValue });
  return (n: number) => ({
    kernelInitializer: tf.initializers.heNormal({ seed: seed + n }),
    kernelConstraint,
  });
}
