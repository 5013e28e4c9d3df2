import * as tf from '@tensorflow/tfjs';
import type { MaxNorm } from '../src/index.js';

/** The networks whose steps are timed. */
export type NetworkName = 'MLP' | 'CNN';

/** What each kernel is built with; a constraint finds the axes of its layer. */
interface KernelOptions {
  kernelConstraint?: MaxNorm;
}

const layersOf = {
  MLP: (kernel: KernelOptions) => [
    tf.layers.dropout({ rate: 0.2, inputShape: [28 * 28] }),
    tf.layers.dense({ units: 1024, activation: 'relu', ...kernel }),
    tf.layers.dropout({ rate: 0.5 }),
    tf.layers.dense({ units: 1024, activation: 'relu', ...kernel }),
    tf.layers.dropout({ rate: 0.5 }),
    tf.layers.dense({ units: 10, activation: 'softmax', ...kernel }),
  ],
  CNN: (kernel: KernelOptions) => [
    tf.layers.conv2d({
      filters: 32,
      kernelSize: 3,
      activation: 'relu',
      inputShape: [28, 28, 1],
      ...kernel,
    }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.conv2d({ filters: 64, kernelSize: 3, activation: 'relu', ...kernel }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 128, activation: 'relu', ...kernel }),
    tf.layers.dense({ units: 10, activation: 'softmax', ...kernel }),
  ],
};

/** A network, compiled. */
export function network(name: NetworkName, kernel: KernelOptions = {}): tf.Sequential {
  const model = tf.sequential({ layers: layersOf[name](kernel) });
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'categoricalCrossentropy' });
  return model;
}

/** Random inputs and one-hot labels. */
export function batchFor(model: tf.Sequential, size: number): [x: tf.Tensor, y: tf.Tensor] {
  const x = tf.randomUniform([size, ...model.inputs[0].shape.slice(1).map(Number)]);
  return [x, tf.tidy(() => tf.oneHot(tf.range(0, size, 1, 'int32').mod(10).toInt(), 10))];
}
