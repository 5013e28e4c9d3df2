import * as tf from '@tensorflow/tfjs';
import { maxNorm } from 'tfjs-max-norm';

export interface NetworkOptions {
  channels: number;
  /** At 128 a second, 32 at least: the pools leave one number of 32. */
  samples: number;
  classes: number;
  /** Whether the two bounds of the paper are set. */
  bounded: boolean;
  /** Of the initial weights. */
  seed: number;
}

/** The bounds that the paper sets: on the spatial filters, and on the last layer. */
export const BOUNDS = { spatial: 1, dense: 0.25 };

/**
 * EEGNet-8,2 after Lawhern et al. 2018, "EEGNet: a compact convolutional neural network for EEG-based brain-computer
 * interfaces": 8 temporal filters of half a second, 2 spatial filters for each of them, and one layer that mixes what
 * they give. Input `[channels, samples, 1]`.
 */
export function eegNet({ channels, samples, classes, bounded, seed }: NetworkOptions) {
  const bound = (maxValue: number) => (bounded ? maxNorm({ maxValue }) : undefined);
  const initializer = (layer: number) => tf.initializers.glorotUniform({ seed: 10 * seed + layer });
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        name: 'temporal',
        inputShape: [channels, samples, 1],
        filters: 8,
        kernelSize: [1, 64],
        padding: 'same',
        useBias: false,
        kernelInitializer: initializer(1),
      }),
      tf.layers.batchNormalization(),
      tf.layers.depthwiseConv2d({
        name: 'spatial',
        kernelSize: [channels, 1],
        depthMultiplier: 2,
        useBias: false,
        depthwiseInitializer: initializer(2),
        depthwiseConstraint: bound(BOUNDS.spatial),
      }),
      ...activated(4),
      tf.layers.separableConv2d({
        name: 'separable',
        filters: 16,
        kernelSize: [1, 16],
        padding: 'same',
        useBias: false,
        depthwiseInitializer: initializer(3),
        pointwiseInitializer: initializer(4),
      }),
      ...activated(8),
      tf.layers.flatten(),
      tf.layers.dense({
        name: 'dense',
        units: classes,
        activation: 'softmax',
        kernelInitializer: initializer(5),
        kernelConstraint: bound(BOUNDS.dense),
      }),
    ],
  });
}

function activated(pool: number): tf.layers.Layer[] {
  return [
    tf.layers.batchNormalization(),
    tf.layers.activation({ activation: 'elu' }),
    tf.layers.averagePooling2d({ poolSize: [1, pool], strides: [1, pool] }),
    tf.layers.dropout({ rate: 0.5 }),
  ];
}
