import * as tf from '@tensorflow/tfjs';

/**
 * Scales all gradients by one factor, so that together they are no longer than `clipNorm`: TensorFlow.js has no such
 * function. Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks" (2013), algorithm 1.
 */
export function clipByGlobalNorm(
  gradients: tf.NamedTensorMap,
  clipNorm: number,
): tf.NamedTensorMap {
  return tf.tidy(() => {
    const scale = tf.minimum(1, tf.div(clipNorm, globalNorm(gradients)));
    return Object.fromEntries(
      Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(gradient, scale)]),
    );
  });
}

/** The L2 norm of all gradients as one vector. */
export function globalNorm(gradients: tf.NamedTensorMap): tf.Tensor {
  return tf.tidy(() =>
    tf.sqrt(tf.addN(Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient))))),
  );
}
