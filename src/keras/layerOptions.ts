import { show } from '../show.js';
import { enforcedConstraint } from '../enforce/enforcement.js';
import { ownWeights, variableOf, weightName } from '../tfjs/layers.js';
import type * as tf from '../tfjs/tf.js';
import { type Config, isConfig, sameJson } from './config.js';
import type { LayerEntry } from './layerTable.js';
import { weightGroups } from './layerTree.js';
import { camel, pythonic } from './naming.js';
import type { Reading } from './reading.js';
import { DAMAGED, type Place, refuse } from './refusal.js';

type Layer = tf.layers.Layer;

/** The options that every layer has and that are read elsewhere, or only help Keras to build itself. */
const BASE_OF_KERAS = ['name', 'trainable', 'dtype', 'batch_input_shape', 'batch_shape'];

export function optionsFromKeras(
  config: Config,
  entry: LayerEntry,
  reading: Reading,
  place: Place,
): Config {
  const translated: Config = {};
  const left = { ...entry.required, ...entry.fixed };
  // Keras 2 has this name for what Keras 3 calls negative_slope.
  const renamed =
    reading.major === 2 && entry.options.negative_slope != null && 'alpha' in config
      ? { ...config, negative_slope: config.alpha, alpha: null }
      : config;
  for (const [key, value] of Object.entries(renamed)) {
    const option = Object.hasOwnProperty.call(entry.options, key) ? entry.options[key] : null;
    if (option != null) {
      if (value !== undefined) {
        translated[option.tfjsName ?? camel(key)] = option.toTfjs(value, place, key, reading);
      }
      continue;
    }
    if (value == null || BASE_OF_KERAS.includes(key) || entry.idle?.includes(key)) continue;
    if (!Object.hasOwnProperty.call(left, key)) {
      refuse(
        place,
        key === 'activity_regularizer'
          ? 'TensorFlow.js does not apply an activity_regularizer'
          : `TensorFlow.js has no option like ${key} ${show(value)}`,
        'Build the layer without it',
      );
    } else if (!sameJson(left[key], value)) {
      refuse(
        place,
        `its ${key} is ${show(value)}, and TensorFlow.js has ${show(left[key])} only`,
        `Build the layer with ${key}=${pythonic(left[key])} and train it again`,
      );
    }
  }
  // What is missing in the file has Keras's default, which for these is another one.
  for (const [key, value] of Object.entries(entry.fixed ?? {})) {
    if (!(key in config) && reading.major === 3) {
      refuse(place, `its ${key} is missing, and must be ${show(value)}`, DAMAGED);
    }
  }
  return translated;
}

/** The options that every layer has; the rest of a layer's input is told by the graph. */
const BASE = ['name', 'trainable', 'dtype', 'batchInputShape', 'inputDType'];

export function optionsToKeras(config: Config, entry: LayerEntry, place: Place): Config {
  const translated: Config = {};
  const known = new Set(BASE);
  for (const [key, option] of Object.entries(entry.options)) {
    const tfjsName = option.tfjsName ?? camel(key);
    known.add(tfjsName);
    const value = config[tfjsName] === undefined ? option.absent : config[tfjsName];
    if (value !== undefined) translated[key] = option.toKeras(value, place, tfjsName);
  }
  const left = { ...entry.required, ...entry.fixed };
  for (const [key, value] of Object.entries(config)) {
    if (known.has(key) || value == null || entry.idle?.some((idle) => camel(idle) === key))
      continue;
    const accepted = Object.entries(left).find(([name]) => camel(name) === key);
    if (accepted == null || !sameJson(accepted[1], value)) {
      refuse(
        place,
        key === 'activityRegularizer'
          ? 'TensorFlow.js does not apply its activityRegularizer, and Keras would'
          : `Keras has no option like ${key} ${show(value)}`,
        'Leave it out',
      );
    }
  }
  return { ...translated, ...entry.fixed };
}

export function checkType(dtype: unknown, place: Place): void {
  const name = isConfig(dtype) && isConfig(dtype.config) ? dtype.config.name : dtype;
  if (name == null || name === 'float32') return;
  refuse(
    place,
    `it computes in ${show(name)}, and TensorFlow.js in float32`,
    'Save the model with the dtype policy "float32"',
  );
}

export function baseToKeras(config: Config, hasWeights: boolean, place: Place): Config {
  if (config.dtype != null && config.dtype !== 'float32' && config.batchInputShape == null) {
    refuse(place, `its weights are of dtype ${show(config.dtype)}`, 'Only float32 is exchanged');
  }
  // Not every Keras layer takes the option, and those without weights have no use for it.
  const frozen = config.trainable === false && hasWeights ? { trainable: false } : {};
  return { name: config.name, ...frozen, dtype: 'float32' };
}

/** Adds the constraints that are enforced on a layer's weights without the layer's own options knowing of them. */
export function withHeldConstraints(
  layer: Layer,
  translated: Config,
  entry: LayerEntry,
  place: Place,
): Config {
  for (const weight of weightGroups(layer).flatMap(([, inner]) => ownWeights(inner))) {
    const enforced = enforcedConstraint(variableOf(weight));
    if (enforced == null) continue;
    const name = weightName(weight);
    const key = `${name.replace(/_kernel$/, '')}_constraint`;
    if (translated[key] != null) continue;
    const option = Object.entries(entry.options).find(([known]) => known === key)?.[1];
    if (option == null) {
      refuse(
        place,
        `${enforced.getClassName()} is enforced on its weight "${name}", and Keras has no option for it`,
        'Release the constraint before saving',
      );
    }
    const object = { className: enforced.getClassName(), config: enforced.getConfig() };
    translated[key] = option.toKeras(object, place, key);
  }
  return translated;
}
