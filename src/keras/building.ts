import type * as tf from '../tfjs/tf.js';
import type { BuildGuard } from './buildGuard.js';
import type { LayerMaker } from './ownLayer.js';
import type { Reading } from './reading.js';
import type { WeightSource } from './weightSource.js';

/** What building a model needs in addition to its configuration. */
export interface Building {
  reading: Reading;
  /** The caller's replacements for layers, by a layer's name or class. */
  layers: Record<string, LayerMaker>;
  weights: WeightSource;
  guard: BuildGuard;
  /** The numbers of the layers met, of those that have one. */
  shared: Set<unknown>;
}

/** Builds an inner layer, at a path below the layer around it. `null`: the layer around it watches over its weights. */
export type BuildInner = (object: unknown, path: string | null) => tf.layers.Layer;
