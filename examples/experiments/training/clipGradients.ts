import * as tf from '@tensorflow/tfjs';

/**
 * Has the optimizer scale the gradients of a step down to a global norm of at most `maxNorm`: gradient clipping, as in
 * R. Pascanu, T. Mikolov, Y. Bengio, "On the difficulty of training recurrent neural networks" (2013).
 */
export function clipGradients(optimizer: tf.Optimizer, maxNorm: number): void {
  const apply = optimizer.applyGradients.bind(optimizer);
  optimizer.applyGradients = (gradients) => {
    const named = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    const clipped = tf.tidy(() => {
      const squares = named.map(({ tensor }) => tf.sum(tf.square(tensor)));
      const norm = tf.sqrt(tf.addN(squares));
      const scale = tf.div(maxNorm, tf.maximum(norm, maxNorm));
      return named.map(({ tensor }) => tf.mul(tensor, scale));
    });
    apply(named.map(({ name }, i) => ({ name, tensor: clipped[i] })));
    tf.dispose(clipped);
  };
}
