import * as tf from '../tfjs/tf.js';

const copies = new WeakSet<tf.layers.Layer>();

/** TensorFlow.js frees an input too early that a layer is called with twice: the second is a copy of it here. */
export function withoutRepeats(inputs: tf.SymbolicTensor[]): tf.SymbolicTensor[] {
  return inputs.map((input, i) => {
    if (inputs.indexOf(input) === i) return input;
    const copy = tf.layers.activation({ activation: 'linear' });
    copies.add(copy);
    return copy.apply(input) as tf.SymbolicTensor;
  });
}

/** Whether a layer makes such a copy, which Keras has no need of. */
export function isCopy(layer: tf.layers.Layer): boolean {
  return copies.has(layer);
}
