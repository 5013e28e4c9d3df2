import * as tf from '@tensorflow/tfjs';
import { fields, variableOf } from '../layers.js';
import { mismatch, sameShape, type StoredWeight } from './weightSource.js';

type Layer = tf.layers.Layer;
type AddWeight = (
  name: string,
  shape: number[],
  dtype: tf.DataType | null | undefined,
  initializer: unknown,
  ...rest: unknown[]
) => tf.LayerVariable;

/**
 * Watches layers while they are built: a weight is made only where the file holds one of its shape, so that a
 * configuration cannot take more memory than the file has weights. It starts as zeros, cheaper than any initializer.
 */
export class BuildGuard {
  private readonly watched = new Set<Layer>();
  private readonly left = new Map<StoredWeight[], StoredWeight[]>();
  private readonly made: tf.LayerVariable[] = [];

  watch(layer: Layer, stored: StoredWeight[]): void {
    if (this.watched.has(layer)) return;
    // One list may serve several layers; each of its weights serves once.
    const left = this.left.get(stored) ?? [...stored];
    this.left.set(stored, left);
    const addWeight = (fields(layer).addWeight as AddWeight).bind(layer);
    const zeros = tf.initializers.zeros();
    this.watched.add(layer);
    const guarded: AddWeight = (name, shape, dtype, _initializer, ...rest) => {
      const index = left.findIndex((weight) => sameShape(shape, weight.shape));
      if (index < 0) mismatch(layer, [shape], stored);
      left.splice(index, 1);
      // The last argument makes another initializer.
      const weight = addWeight(name, shape, dtype, zeros, ...rest.slice(0, 3));
      this.made.push(weight);
      return weight;
    };
    fields(layer).addWeight = guarded;
  }

  /** Lets the layers be as they were. */
  release(): void {
    for (const layer of this.watched) delete fields(layer).addWeight;
  }

  /** Frees all weights made: the model came to nothing. */
  dispose(): void {
    for (const weight of this.made) {
      const variable = variableOf(weight);
      if (!variable.isDisposed) variable.dispose();
    }
  }
}
