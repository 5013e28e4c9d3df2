import * as tf from '@tensorflow/tfjs';
import { toTensors } from '../../shared/mnist/batches.js';
import type { Digits } from '../../shared/mnist/digits.js';

/** The share of units that none of the digits makes fire, from 0 to 1, of each hidden layer of a ReLU network. */
export function deadUnits(model: tf.Sequential, digits: Digits): number[] {
  return tf.tidy(() => {
    let outputs: tf.Tensor = toTensors(digits, model.inputs[0].shape.slice(1) as number[]).xs;
    const shares: tf.Tensor[] = [];
    for (const layer of model.layers.slice(0, -1)) {
      outputs = layer.apply(outputs) as tf.Tensor;
      if (layer.getClassName() !== 'Dense') continue;
      shares.push(tf.mean(tf.cast(tf.lessEqual(tf.max(outputs, 0), 0), 'float32')));
    }
    return shares.map((share) => share.dataSync()[0]);
  });
}
