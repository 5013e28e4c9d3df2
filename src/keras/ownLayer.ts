import { show } from '../show.js';
import { layerTitle } from '../tfjs/layers.js';
import * as tf from '../tfjs/tf.js';
import { isConfig } from './config.js';
import { keep, keptOf } from './kept.js';
import { tfjsName } from './naming.js';
import { type Place, refuse } from './refusal.js';
import type { StoredWeight } from './storedWeight.js';

/**
 * Makes the layer that stands for one of Keras's, of the configuration that Keras saved and of the weights that the file
 * has for it, in the order in which the layer will get them. `.keras` and `.h5` files differ in that order.
 */
export type LayerMaker = (
  config: Record<string, unknown>,
  weights: StoredWeight[],
) => tf.layers.Layer;

/** The layer that the caller puts in the place of one in the file, by the layer's name or by its class; or `null`. */
export function ownLayerFromKeras(
  object: unknown,
  makers: Record<string, LayerMaker>,
  weights: () => StoredWeight[],
  place: Place,
): tf.layers.Layer | null {
  if (!isConfig(object)) return null;
  const config = isConfig(object.config) ? object.config : {};
  // A registered class is saved under its package: `mine>Scale`.
  const className = String(object.class_name);
  const short = className.slice(className.lastIndexOf('>') + 1);
  const key = [String(config.name), className, short].find((name) =>
    Object.hasOwnProperty.call(makers, name),
  );
  if (key == null) return null;
  const layer: unknown = makers[key](structuredClone(config), weights());
  if (!(layer instanceof tf.layers.Layer)) {
    return refuse(
      place,
      `layers[${show(key)}] must return a layer, got ${show(layer)}`,
      'Return a tf.layers.Layer',
    );
  }
  if (keptOf(layer) != null || layer.inboundNodes.length > 0) {
    refuse(
      place,
      `layers[${show(key)}] returned ${layerTitle(layer)}, which is in use already`,
      'Return a new layer at every call',
    );
  }
  layer.name = tfjsName(String(config.name));
  const { inbound_nodes: calls, ...rest } = object;
  keep(layer, { object: rest, calls: Array.isArray(calls) ? calls : [], paths: null });
  return layer;
}
