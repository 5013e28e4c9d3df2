import { Operation } from '../layers/operation.js';
import * as tf from '../tfjs/tf.js';
import type { BuildInner, Building } from './building.js';
import { type Config, isConfig, readObject, readString, writeObject } from './config.js';
import { graphFromKeras, graphToKeras } from './graph.js';
import { inputFromKeras, inputToKeras } from './input.js';
import {
  baseToKeras,
  checkType,
  optionsFromKeras,
  optionsToKeras,
  withHeldConstraints,
} from './layerOptions.js';
import { entryOf } from './layerTable.js';
import { keptOf } from './kept.js';
import { bare, isModel, isSequential, kerasClass } from './layerTree.js';
import { tfjsName } from './naming.js';
import { isOperation, operationFromKeras, operationToKeras } from './operations.js';
import { ownLayerFromKeras } from './ownLayer.js';
import { attempt, FILE, layerPlace, type Place, refuse } from './refusal.js';
import { sequentialFromKeras, sequentialToKeras } from './sequential.js';
import { tfjsClassOf } from './variants.js';
import { wrapperFromKeras, wrapperToKeras } from './wrappers.js';

type Layer = tf.layers.Layer;

/**
 * Builds a layer, and the layers inside it.
 *
 * @param group Its place in the tree of layers; `null` where the layer around it watches over its weights.
 */
export function layerFromKeras(object: unknown, group: string | null, building: Building): Layer {
  const title = titleOf(object);
  const own = ownLayerFromKeras(
    object,
    building.layers,
    () => (group == null ? [] : building.weights.listed(group.slice(0, -1))),
    title,
  );
  if (own != null) return watched(own, group, building);
  const { className, config } = readObject(object, 'a layer', FILE);
  const name = readString(config.name, `the name of a ${className}`, FILE);
  const place = layerPlace('loadKeras', name, className);
  const build: BuildInner = (inner, path) =>
    layerFromKeras(inner, path == null || group == null ? null : `${group}${path}/`, building);
  checkNotShared(object, building, place);
  switch (className) {
    case 'Sequential':
      return sequentialFromKeras(config, build, place);
    case 'Functional':
    case 'Model':
      return graphFromKeras(config, build, building.reading.major, place);
    case 'InputLayer':
      return tf.layers.inputLayer(inputFromKeras(config, place));
  }
  if (isOperation(object)) return operationFromKeras(object as Config, place);
  checkType(config.dtype, place);
  const base = { name: tfjsName(name), trainable: config.trainable !== false };
  const layer =
    wrapperFromKeras(className, config, base, build, building.reading, place) ??
    builtInFromKeras(object as Config, config, base, building, place);
  return watched(layer, group, building);
}

/** How an error names an object of which nothing is known yet. */
function titleOf(object: unknown): Place {
  if (!isConfig(object) || !isConfig(object.config)) return FILE;
  return layerPlace('loadKeras', object.config.name, object.class_name);
}

function watched(layer: Layer, group: string | null, { weights, guard }: Building): Layer {
  if (group != null) {
    for (const [inner, stored] of weights.of(layer, group.slice(0, -1))) guard.watch(inner, stored);
  }
  return layer;
}

function builtInFromKeras(
  object: Config,
  config: Config,
  base: { name: string; trainable: boolean },
  { reading }: Building,
  place: Place,
): Layer {
  const className = tfjsClassOf(String(object.class_name), config);
  const entry = entryOf(className, place);
  const [constructor] = tf.serialization.SerializationMap.getMap().classNameMap[className];
  const options = { ...base, ...optionsFromKeras(config, entry, reading, place) };
  return attempt(place, () => new constructor(options) as Layer);
}

/** Keras numbers an object that its file holds twice. */
function checkNotShared(object: unknown, building: Building, place: Place): void {
  const id = isConfig(object) ? object.shared_object_id : null;
  if (id == null) return;
  if (building.shared.has(id)) {
    refuse(
      place,
      'it is used inside two models, and TensorFlow.js would make two layers of it',
      'Call the nested model instead of its layers',
    );
  }
  building.shared.add(id);
}

export function layerToKeras(outer: Layer): Config {
  const layer = bare(outer);
  const { name } = outer;
  const place = layerPlace('saveKeras', name, outer.getClassName());
  if (name.includes('/')) {
    refuse(place, 'Keras takes no "/" in a name', 'Give the layer another name');
  }
  if (isModel(layer)) {
    return isSequential(layer)
      ? sequentialToKeras(layer, layerToKeras, place)
      : graphToKeras(layer, layerToKeras, place);
  }
  const kept = keptOf(layer);
  if (kept != null) return kept.object;
  if (layer instanceof Operation) return operationToKeras(layer);
  const config = { ...(layer.getConfig() as Config), name };
  return writeObject('keras.layers', kerasClass(layer), {
    ...baseToKeras(config, layer.weights.length > 0, place),
    ...(wrapperToKeras(layer, config, layerToKeras, place) ?? builtInToKeras(layer, config, place)),
  });
}

function builtInToKeras(layer: Layer, config: Config, place: Place): Config {
  if (layer.getClassName() === 'InputLayer') {
    return inputToKeras(config.batchInputShape, config.dtype, place);
  }
  const entry = entryOf(layer.getClassName(), place);
  return withHeldConstraints(layer, optionsToKeras(config, entry, place), entry, place);
}
