import type { Constraint } from './constraint.js';
import type * as tf from './tf.js';

/** How a layer makes each of its weights; protected in the declarations of TensorFlow.js. */
export type AddWeight = (
  this: tf.layers.Layer,
  name: string,
  shape: number[],
  dtype?: tf.DataType | null,
  initializer?: unknown,
  regularizer?: unknown,
  trainable?: boolean,
  constraint?: Constraint | null,
  getInitializerFunc?: unknown,
) => tf.LayerVariable;

/**
 * Replaces a layer's `addWeight`.
 *
 * @param layer One layer, or `tf.layers.Layer.prototype` for all of them.
 * @param replace Makes the new one, given the one that was there.
 * @returns A function that puts the old one back.
 */
export function interceptAddWeight(
  layer: tf.layers.Layer,
  replace: (addWeight: AddWeight) => AddWeight,
): () => void {
  const target = layer as unknown as { addWeight?: AddWeight };
  const own = Object.getOwnPropertyDescriptor(target, 'addWeight');
  target.addWeight = replace(target.addWeight!);
  return () => {
    delete target.addWeight;
    if (own != null) Object.defineProperty(target, 'addWeight', own);
  };
}
