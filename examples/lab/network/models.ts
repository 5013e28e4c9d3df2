import * as tf from '@tensorflow/tfjs';
import { maxNorm } from 'tfjs-max-norm';

export interface ModelOptions {
  /** c, the largest norm of a unit's incoming weights; `null` leaves them free. */
  maxValue: number | null;
  /** The rate after each hidden layer. */
  dropout: number;
  /** Of the initial weights. */
  seed: number;
}

export type Architecture = 'mlp' | 'cnn';

export const models: Record<Architecture, (options: ModelOptions) => tf.LayersModel> = {
  /** 784-256-256-10. */
  mlp({ maxValue, dropout, seed }) {
    const kernelConstraint = maxValue == null ? undefined : maxNorm({ maxValue });
    const kernel = (n: number) => tf.initializers.heNormal({ seed: seed + n });
    return tf.sequential({
      layers: [
        tf.layers.dense({
          name: 'hidden_1',
          inputShape: [784],
          units: 256,
          activation: 'relu',
          kernelInitializer: kernel(1),
          kernelConstraint,
        }),
        tf.layers.dropout({ rate: dropout }),
        tf.layers.dense({
          name: 'hidden_2',
          units: 256,
          activation: 'relu',
          kernelInitializer: kernel(2),
          kernelConstraint,
        }),
        tf.layers.dropout({ rate: dropout }),
        tf.layers.dense({
          name: 'output',
          units: 10,
          activation: 'softmax',
          kernelInitializer: kernel(3),
          kernelConstraint,
        }),
      ],
    });
  },

  /** Two convolutions with pooling, then 64-10. */
  cnn({ maxValue, dropout, seed }) {
    const kernelConstraint = maxValue == null ? undefined : maxNorm({ maxValue });
    const kernel = (n: number) => tf.initializers.heNormal({ seed: seed + n });
    return tf.sequential({
      layers: [
        tf.layers.conv2d({
          name: 'conv_1',
          inputShape: [28, 28, 1],
          filters: 16,
          kernelSize: 5,
          activation: 'relu',
          kernelInitializer: kernel(1),
          kernelConstraint,
        }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.conv2d({
          name: 'conv_2',
          filters: 32,
          kernelSize: 3,
          activation: 'relu',
          kernelInitializer: kernel(2),
          kernelConstraint,
        }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dropout({ rate: dropout }),
        tf.layers.dense({
          name: 'hidden',
          units: 64,
          activation: 'relu',
          kernelInitializer: kernel(3),
          kernelConstraint,
        }),
        tf.layers.dropout({ rate: dropout }),
        tf.layers.dense({
          name: 'output',
          units: 10,
          activation: 'softmax',
          kernelInitializer: kernel(4),
          kernelConstraint,
        }),
      ],
    });
  },
};
