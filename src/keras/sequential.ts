import { show } from '../show.js';
import * as tf from '../tfjs/tf.js';
import type { BuildInner } from './building.js';
import { type Config, isConfig, readList, writeObject } from './config.js';
import { inputFromKeras, inputToKeras } from './input.js';
import { isModel, listedLayers } from './layerTree.js';
import { containerNames, tfjsName } from './naming.js';
import { attempt, DAMAGED, type Place, refuse } from './refusal.js';

type Layer = tf.layers.Layer;

export function sequentialFromKeras(config: Config, build: BuildInner, place: Place): Layer {
  const objects = readList(config.layers, 'layers', place).map((object) => {
    if (isConfig(object)) return object;
    return refuse(place, `a layer must be an object, got ${show(object)}`, DAMAGED);
  });
  const [first] = objects;
  if (first == null) refuse(place, 'it has no layers', 'Save a model with layers');
  const inner = objects.filter((object) => object.class_name !== 'InputLayer');
  const names = containerNames(inner.map((object) => String(object.class_name)));
  const layers = inner.map((object, i) => build(object, `layers/${names[i]}`));
  const firstConfig = isConfig(first.config) ? first.config : {};
  const hasInput = first.class_name === 'InputLayer';
  const inputConfig = hasInput
    ? firstConfig
    : {
        name: `${String(config.name)}_input`,
        batch_shape: firstConfig.batch_input_shape ?? config.build_input_shape,
      };
  if (!isModel(layers[0]) || hasInput) {
    layers.unshift(tf.layers.inputLayer(inputFromKeras(inputConfig, place)));
  }
  return attempt(place, () => {
    const model = tf.sequential({ name: tfjsName(String(config.name)) });
    for (const layer of layers) model.add(layer);
    return model;
  });
}

export function sequentialToKeras(
  model: tf.LayersModel,
  write: (layer: Layer) => Config,
  place: Place,
): Config {
  if (model.inputs == null || model.inputs.length === 0) {
    return refuse(
      place,
      'its input shape is not known',
      'Build it first: model.build([null, 784])',
    );
  }
  const [input] = model.inputs;
  const name = input.sourceLayer.name;
  const inputLayer = writeObject('keras.layers', 'InputLayer', {
    name: name.includes('/') ? `${model.name}_input` : name,
    ...inputToKeras(input.shape, input.dtype, place),
  });
  return writeObject('keras', 'Sequential', {
    name: model.name,
    layers: [inputLayer, ...listedLayers(model).map(write).map(withBareEnds)],
    build_input_shape: input.shape,
  });
}

/**
 * Newer Keras makes a list of what it finds in a list, so that a model of one output gives a list of one tensor: what
 * follows it in a Sequential needs the tensor. Older Keras 3 knows the list only, which is written everywhere else.
 */
function withBareEnds(layer: Config): Config {
  if (layer.class_name !== 'Functional') return layer;
  const config = layer.config as Config;
  const bare = (ends: unknown): unknown =>
    Array.isArray(ends) && ends.length === 1 ? (ends[0] as unknown) : ends;
  return {
    ...layer,
    config: {
      ...config,
      input_layers: bare(config.input_layers),
      output_layers: bare(config.output_layers),
    },
  };
}
