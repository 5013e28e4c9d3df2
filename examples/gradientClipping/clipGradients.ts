import * as tf from '@tensorflow/tfjs';
import { clipByGlobalNorm } from './clipByGlobalNorm.js';

/**
 * Makes an optimizer scale the gradients of each step down to a global norm of at most `clipNorm`. `model.fit` and
 * `optimizer.minimize` hand their gradients to `applyGradients`, so that they clip as well.
 */
export function clipGradients(optimizer: tf.Optimizer, clipNorm: number): void {
  const apply = optimizer.applyGradients.bind(optimizer);
  optimizer.applyGradients = (gradients) => {
    const named = Array.isArray(gradients)
      ? Object.fromEntries(gradients.map(({ name, tensor }) => [name, tensor]))
      : gradients;
    const clipped = clipByGlobalNorm(named, clipNorm);
    apply(clipped);
    tf.dispose(clipped);
  };
}
