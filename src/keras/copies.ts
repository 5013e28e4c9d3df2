import { Operation } from '../layers/operation.js';
import * as tf from '../tfjs/tf.js';

const copies = new WeakSet<tf.layers.Layer>();

/** If a layer is called with the same input twice, TensorFlow.js frees it too early: here the second is a copy. */
export function withoutRepeats(inputs: tf.SymbolicTensor[]): tf.SymbolicTensor[] {
  return inputs.map((input, i) => {
    if (inputs.indexOf(input) === i) return input;
    return copyOf(input, tf.layers.activation({ activation: 'linear' }));
  });
}

/** The same numbers without the mask that may come with them. */
export function withoutMask(input: tf.SymbolicTensor): tf.SymbolicTensor {
  return copyOf(input, new Operation({ operation: 'add', operands: [null, 0] }));
}

function copyOf(input: tf.SymbolicTensor, copy: tf.layers.Layer): tf.SymbolicTensor {
  copies.add(copy);
  return copy.apply(input) as tf.SymbolicTensor;
}

/** Whether a layer makes such a copy, which Keras does not need. */
export function isCopy(layer: tf.layers.Layer): boolean {
  return copies.has(layer);
}
