import * as tf from '@tensorflow/tfjs';
import { Constraint } from 'tfjs-max-norm';

/**
 * Keeps every weight in [-limit, limit], as in M. Elsayed et al., "Weight clipping for deep continual and reinforcement
 * learning" (RLC 2024).
 */
export class ClipWeights extends Constraint {
  static readonly className = 'ClipWeights';

  constructor(private readonly limit: number) {
    super();
  }

  override apply(weight: tf.Tensor): tf.Tensor {
    return tf.clipByValue(weight, -this.limit, this.limit);
  }

  override getConfig() {
    return { limit: this.limit };
  }
}
