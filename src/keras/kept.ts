import type * as tf from '../tfjs/tf.js';
import type { Config } from './config.js';

/** What Keras wrote for a layer that the caller has put in the place of one it knows. */
export interface Kept {
  /** Its class and configuration. */
  object: Config;
  /** Its calls in a functional model. */
  calls: unknown[];
  /** Where its weights lie below its group in a `.keras` file; `null` for an `.h5` file, which does not tell. */
  paths: string[] | null;
}

const kept = new WeakMap<tf.layers.Layer, Kept>();

export function keep(layer: tf.layers.Layer, what: Kept): void {
  kept.set(layer, what);
}

export function keptOf(layer: tf.layers.Layer): Kept | undefined {
  return kept.get(layer);
}
