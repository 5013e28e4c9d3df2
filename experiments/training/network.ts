import * as tf from '@tensorflow/tfjs';
import { maxNorm } from 'tfjs-max-norm';
import { CLASSES, PIXELS } from '../../examples/shared/mnist/digits.js';
import type { Masks } from './masks.js';
import { SeededDropout } from './seededDropout.js';

/** A network of dense layers, 784-hidden-10 with ReLU, and how it is regularized. */
export interface NetworkSettings {
  /** Units of each hidden layer. */
  hidden: number[];
  initializer: 'heNormal' | 'glorotUniform';
  /** Rates of dropout: of the input, of every hidden layer. `null` is none. */
  dropout: [number, number] | null;
  /** c of the first kernel and of the others; `null` is none. */
  maxNorm: [number, number] | null;
  /** Coefficients of the penalties on every kernel. */
  l1: number;
  l2: number;
  /** Whether batch norm follows every hidden kernel. */
  batchNorm?: boolean;
}

export function denseNetwork(settings: NetworkSettings, seed: number, masks: Masks): tf.Sequential {
  const { hidden, dropout, initializer, batchNorm = false } = settings;
  const model = tf.sequential();
  [...hidden, CLASSES].forEach((units, i) => {
    const inputShape = i === 0 ? [PIXELS] : undefined;
    const activation = i < hidden.length ? 'relu' : 'softmax';
    const normalized = batchNorm && i < hidden.length;
    if (dropout) model.add(new SeededDropout(dropout[i === 0 ? 0 : 1], masks, inputShape));
    model.add(
      tf.layers.dense({
        units,
        inputShape,
        activation: normalized ? 'linear' : activation,
        kernelInitializer: tf.initializers[initializer]({ seed: 1000 * seed + i + 1 }),
        kernelConstraint: settings.maxNorm
          ? maxNorm({ maxValue: settings.maxNorm[i === 0 ? 0 : 1] })
          : undefined,
        kernelRegularizer: penalty(settings),
      }),
    );
    if (normalized) {
      model.add(tf.layers.batchNormalization());
      model.add(tf.layers.activation({ activation }));
    }
  });
  return model;
}

function penalty({ l1, l2 }: NetworkSettings) {
  if (l1 > 0 && l2 > 0) return tf.regularizers.l1l2({ l1, l2 });
  if (l1 > 0) return tf.regularizers.l1({ l1 });
  return l2 > 0 ? tf.regularizers.l2({ l2 }) : undefined;
}
