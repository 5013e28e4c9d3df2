import type * as tf from '../tfjs/tf.js';
import type { BuildGuard } from './buildGuard.js';
import type { KerasMajor } from './option.js';
import type { WeightSource } from './weightSource.js';

/** What building a model from a configuration needs beside it. */
export interface Building {
  major: KerasMajor;
  weights: WeightSource;
  guard: BuildGuard;
  /** The numbers of the layers met, of those that have one. */
  shared: Set<unknown>;
}

/** Builds an inner layer, at a path below the layer around it. `null`: the layer around it watches over its weights. */
export type BuildInner = (object: unknown, path: string | null) => tf.layers.Layer;
