import * as tf from '@tensorflow/tfjs';
import { maxNorm } from 'tfjs-max-norm';

export interface ModelOptions {
  /** c, the largest norm of a unit's incoming weights; `null` leaves them free. */
  maxValue: number | null;
  /** The rate of each dropout layer, input first. */
  dropout: number[];
  /** Of the initial weights. */
  seed: number;
}

/** 784-512-512-10: input [784], dropout before each dense layer, every kernel under max-norm. */
export function mlp({ maxValue, dropout, seed }: ModelOptions): tf.LayersModel {
  const kernelConstraint = maxValue == null ? undefined : maxNorm({ maxValue });
  return tf.sequential({
    layers: [
      tf.layers.dropout({ rate: dropout[0], inputShape: [784] }),
      tf.layers.dense({
        name: 'hidden_1',
        units: 512,
        activation: 'relu',
        kernelInitializer: tf.initializers.heNormal({ seed: seed + 1 }),
        kernelConstraint,
      }),
      tf.layers.dropout({ rate: dropout[1] }),
      tf.layers.dense({
        name: 'hidden_2',
        units: 512,
        activation: 'relu',
        kernelInitializer: tf.initializers.heNormal({ seed: seed + 2 }),
        kernelConstraint,
      }),
      tf.layers.dropout({ rate: dropout[2] }),
      tf.layers.dense({
        name: 'output',
        units: 10,
        activation: 'softmax',
        kernelInitializer: tf.initializers.glorotNormal({ seed: seed + 3 }),
        kernelConstraint,
      }),
    ],
  });
}

/** Two convolutions with pooling, then 128-10: input [28, 28, 1], every kernel under max-norm. */
export function cnn({ maxValue, dropout, seed }: ModelOptions): tf.LayersModel {
  const kernelConstraint = maxValue == null ? undefined : maxNorm({ maxValue });
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        name: 'conv_1',
        inputShape: [28, 28, 1],
        filters: 32,
        kernelSize: 3,
        activation: 'relu',
        kernelInitializer: tf.initializers.heNormal({ seed: seed + 1 }),
        kernelConstraint,
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({
        name: 'conv_2',
        filters: 64,
        kernelSize: 3,
        activation: 'relu',
        kernelInitializer: tf.initializers.heNormal({ seed: seed + 2 }),
        kernelConstraint,
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.dropout({ rate: dropout[0] }),
      tf.layers.flatten(),
      tf.layers.dense({
        name: 'hidden',
        units: 128,
        activation: 'relu',
        kernelInitializer: tf.initializers.heNormal({ seed: seed + 3 }),
        kernelConstraint,
      }),
      tf.layers.dropout({ rate: dropout[1] }),
      tf.layers.dense({
        name: 'output',
        units: 10,
        activation: 'softmax',
        kernelInitializer: tf.initializers.glorotNormal({ seed: seed + 4 }),
        kernelConstraint,
      }),
    ],
  });
}
