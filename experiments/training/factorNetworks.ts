import * as tf from '@tensorflow/tfjs';
import { cnn } from '../../examples/mnist/models.js';
import { CLASSES, SIDE } from '../../examples/shared/mnist/digits.js';
import type { Masks } from './masks.js';
import { denseNetwork } from './network.js';
import { SeededDropout } from './seededDropout.js';

/** The networks that a factor is tried on. Those for sequences read a digit row by row. */
export type NetworkName = 'dense' | 'deep' | 'cnn' | 'conv1d' | 'lstm';

/** Rates of dropout: of what is nearest to the input, of what comes after it. */
const DROPOUT: [number, number] = [0.2, 0.5];
/** For an LSTM, two rows of pixels are one step: half as many steps take half as long. */
const STEPS = [SIDE / 2, 2 * SIDE];

interface Options {
  dropout: boolean;
  seed: number;
  masks: Masks;
}

/** A network without bounds, whose initial weights depend on the seed only. */
export function factorNetwork(name: NetworkName, options: Options): tf.LayersModel {
  const { seed } = options;
  switch (name) {
    case 'dense':
      return digits([256, 256], options);
    case 'deep':
      return digits([128, 128, 128, 128, 128, 128], options);
    case 'cnn':
      return cnn({ maxValue: null, dropout: [0, 0], seed: 1000 * seed });
    case 'conv1d':
      return conv1d(options);
    case 'lstm':
      return lstm(options);
  }
}

function digits(hidden: number[], { dropout, seed, masks }: Options): tf.LayersModel {
  return denseNetwork(
    {
      hidden,
      initializer: 'heNormal',
      dropout: dropout ? DROPOUT : null,
      maxNorm: null,
      l1: 0,
      l2: 0,
    },
    seed,
    masks,
  );
}

function conv1d({ dropout, seed, masks }: Options): tf.LayersModel {
  const [first, rest] = dropout ? DROPOUT : [0, 0];
  const convolution = (place: number, args: { filters: number; kernelSize: number }) =>
    tf.layers.conv1d({
      ...args,
      activation: 'relu',
      inputShape: place === 1 ? [SIDE, SIDE] : undefined,
      kernelInitializer: tf.initializers.heNormal({ seed: 1000 * seed + place }),
    });
  return tf.sequential({
    layers: [
      convolution(1, { filters: 32, kernelSize: 5 }),
      tf.layers.maxPooling1d({ poolSize: 2 }),
      new SeededDropout(first, masks),
      convolution(2, { filters: 64, kernelSize: 3 }),
      tf.layers.flatten(),
      new SeededDropout(rest, masks),
      classes(1000 * seed + 3),
    ],
  });
}

function lstm({ seed }: Options): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.lstm({
        // 22: the orthogonal initializer warns of more than 2,000 weights.
        units: 22,
        inputShape: STEPS,
        kernelInitializer: tf.initializers.glorotUniform({ seed: 1000 * seed + 1 }),
        recurrentInitializer: tf.initializers.orthogonal({ seed: 1000 * seed + 2 }),
      }),
      classes(1000 * seed + 3),
    ],
  });
}

function classes(seed: number): tf.layers.Layer {
  return tf.layers.dense({
    units: CLASSES,
    activation: 'softmax',
    kernelInitializer: tf.initializers.glorotUniform({ seed }),
  });
}
