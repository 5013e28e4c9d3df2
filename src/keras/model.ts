import { show } from '../show.js';
import type * as tf from '../tfjs/tf.js';
import type { Building } from './building.js';
import { checkAxes } from './checkAxes.js';
import { type Config, readObject } from './config.js';
import { layerFromKeras, layerToKeras } from './layer.js';
import { innerPaths, isModel } from './layerTree.js';
import { FILE, layerPlace, refuse } from './refusal.js';

type Layer = tf.layers.Layer;

/** Builds a model from a topology as Keras writes it. Its weights are still zeros. */
export function modelFromKeras(topology: unknown, building: Building): tf.LayersModel {
  const { className } = readObject(topology, 'the model', FILE);
  const model = layerFromKeras(topology, '', building);
  if (isModel(model)) {
    checkAxes(model, 'loadKeras');
    return model;
  }
  return refuse(FILE, `it holds a ${className} instead of a model`, 'Save a Sequential or Model');
}

/** A model's topology in the form in which Keras 3 writes it to config.json. */
export function modelToKeras(model: tf.LayersModel): Config {
  checkUsedOnce(model);
  checkAxes(model, 'saveKeras');
  return layerToKeras(model);
}

/** Neither format can say that a layer inside one model is the same as one inside another. */
function checkUsedOnce(model: Layer): void {
  const holders = new Map<Layer, Layer>();
  const visit = (holder: Layer): void => {
    for (const [, inner] of innerPaths(holder)) {
      const other = holders.get(inner);
      if (other != null) {
        refuse(
          layerPlace('saveKeras', inner.name, inner.getClassName()),
          `it is used inside ${show(other.name)} and inside ${show(holder.name)}, and a saved model cannot keep it one`,
          'Call the nested model instead of its layers, or build the layer twice',
        );
      }
      holders.set(inner, holder);
      visit(inner);
    }
  };
  visit(model);
}
