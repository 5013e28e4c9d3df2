import * as tf from '@tensorflow/tfjs';
import type { Masks } from './masks.js';

/** Inverted dropout, as `tf.layers.dropout`, with masks that a seed repeats. */
export class SeededDropout extends tf.layers.Layer {
  static readonly className: string = 'SeededDropout';

  constructor(
    private readonly rate: number,
    private readonly masks: Masks,
    inputShape?: number[],
  ) {
    super({ inputShape });
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const input = Array.isArray(inputs) ? inputs[0] : inputs;
    if (kwargs.training !== true || this.rate === 0) return input.clone();
    return tf.mul(input, tf.tensor(this.masks.draw(input.size, this.rate), input.shape));
  }
}
