import * as tf from '../tfjs/tf.js';
import { interceptAddWeight } from '../tfjs/addWeight.js';
import { variableOf } from '../tfjs/layers.js';
import type { StoredWeight } from './storedWeight.js';
import { mismatch, sameShape } from './weightSource.js';

type Layer = tf.layers.Layer;
/**
 * Watches layers while they are built: a weight is made only where the file holds one of its shape, so that a
 * configuration cannot take more memory than the file has weights. It starts as zeros, cheaper than any initializer.
 */
export class BuildGuard {
  private readonly watched = new Map<Layer, () => void>();
  private readonly left = new Map<StoredWeight[], StoredWeight[]>();
  private readonly made: tf.LayerVariable[] = [];

  watch(layer: Layer, stored: StoredWeight[]): void {
    if (this.watched.has(layer)) return;
    // One list may serve several layers; each of its weights serves once.
    const left = this.left.get(stored) ?? [...stored];
    this.left.set(stored, left);
    const { made } = this;
    const zeros = tf.initializers.zeros();
    const release = interceptAddWeight(
      layer,
      (addWeight) =>
        // The last argument of the original makes another initializer, so it is left out.
        function (name, shape, dtype, _initializer, regularizer, trainable, constraint) {
          const index = left.findIndex((weight) => sameShape(shape, weight.shape));
          if (index < 0) mismatch(layer, [shape], stored);
          left.splice(index, 1);
          const weight = addWeight.call(
            this,
            name,
            shape,
            dtype,
            zeros,
            regularizer,
            trainable,
            constraint,
          );
          made.push(weight);
          return weight;
        },
    );
    this.watched.set(layer, release);
  }

  /** Restores the layers. */
  release(): void {
    for (const release of this.watched.values()) release();
  }

  /** Frees all weights that were made, when building the model has failed. */
  dispose(): void {
    for (const weight of this.made) {
      const variable = variableOf(weight);
      if (!variable.isDisposed) variable.dispose();
    }
  }
}
