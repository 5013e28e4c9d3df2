import * as tf from '@tensorflow/tfjs';
import { clipByGlobalNorm } from '../../examples/gradientClipping/clipByGlobalNorm.js';

/** Has the optimizer scale the gradients of a step down to a global norm of at most `clipNorm`. */
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
