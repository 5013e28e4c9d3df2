import { show } from '../checks.js';
import type * as tf from '../tfjs/tf.js';
import { enforcedConstraint } from '../enforce/enforcement.js';
import { fields, ownWeights, variableOf, weightName } from '../tfjs/layers.js';
import { checkAxes } from './checkAxes.js';
import { type Config, isConfig, writeObject } from './config.js';
import { entryOf, type LayerEntry, rnnEntry } from './layerTable.js';
import {
  bare,
  callsOf,
  graphOf,
  type GraphNode,
  innerPaths,
  isModel,
  isSequential,
  kerasClass,
  listedLayers,
  weightGroups,
} from './layerTree.js';
import { camel } from './naming.js';
import { layerPlace, type Place, refuse } from './refusal.js';

type Layer = tf.layers.Layer;

const OWNER = 'saveKeras';

/** A model's topology as Keras 3 writes it in config.json. */
export function modelToKeras(model: tf.LayersModel): Config {
  checkUsedOnce(model);
  checkAxes(model, OWNER);
  return layerToKeras(model);
}

function placeOf(layer: Layer): Place {
  return layerPlace(OWNER, layer.name, layer.getClassName());
}

/** Neither format can say that a layer inside one model is the same as one inside another. */
function checkUsedOnce(model: Layer): void {
  const holders = new Map<Layer, Layer>();
  const visit = (holder: Layer): void => {
    for (const [, inner] of innerPaths(holder)) {
      const other = holders.get(inner);
      if (other != null) {
        refuse(
          placeOf(inner),
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

function layerToKeras(outer: Layer): Config {
  const layer = bare(outer);
  const { name } = outer;
  const place = placeOf(outer);
  if (name.includes('/')) {
    refuse(place, 'Keras takes no "/" in a name', 'Give the layer another name');
  }
  if (isModel(layer)) return isSequential(layer) ? sequentialToKeras(layer) : graphToKeras(layer);
  const config = { ...(layer.getConfig() as Config), name };
  return writeObject('keras.layers', layer.getClassName(), {
    ...baseToKeras(config, layer.weights.length > 0, place),
    ...wrapperToKeras(layer, config, place),
  });
}

function wrapperToKeras(layer: Layer, config: Config, place: Place): Config {
  const inner = (name: string): Config => layerToKeras(fields(layer)[name] as Layer);
  switch (layer.getClassName()) {
    case 'InputLayer':
      return inputToKeras(config.batchInputShape, config.dtype, place);
    case 'TimeDistributed':
      return { layer: inner('layer') };
    case 'Bidirectional':
      return { merge_mode: config.mergeMode ?? null, layer: inner('layer') };
    case 'StackedRNNCells':
      return { cells: (fields(layer).cells as Layer[]).map(layerToKeras) };
    case 'RNN': {
      const own = Object.keys(rnnEntry.options).map((key) => camel(key));
      const rest = Object.fromEntries(Object.entries(config).filter(([key]) => own.includes(key)));
      return { ...optionsToKeras(rest, rnnEntry, place), cell: inner('cell') };
    }
    default: {
      const entry = entryOf(layer.getClassName(), place);
      return withHeldConstraints(layer, optionsToKeras(config, entry, place), entry, place);
    }
  }
}

/** Adds the constraints that hold on a layer's weights without the layer's own options knowing of them. */
function withHeldConstraints(
  layer: Layer,
  translated: Config,
  entry: LayerEntry,
  place: Place,
): Config {
  for (const weight of weightGroups(layer).flatMap(([, inner]) => ownWeights(inner))) {
    const held = enforcedConstraint(variableOf(weight));
    if (held == null) continue;
    const name = weightName(weight);
    const key = `${name.replace(/_kernel$/, '')}_constraint`;
    if (translated[key] != null) continue;
    const option = Object.entries(entry.options).find(([known]) => known === key)?.[1];
    if (option == null) {
      refuse(
        place,
        `${held.getClassName()} holds on its weight "${name}", and Keras has no option for it`,
        'Release the constraint before saving',
      );
    }
    const object = { className: held.getClassName(), config: held.getConfig() };
    translated[key] = option.toKeras(object, place, key);
  }
  return translated;
}

/** The options that every layer has; the rest of a layer's input is told by the graph. */
const BASE = ['name', 'trainable', 'dtype', 'batchInputShape', 'inputDType'];

function baseToKeras(config: Config, hasWeights: boolean, place: Place): Config {
  if (config.dtype != null && config.dtype !== 'float32' && config.batchInputShape == null) {
    refuse(place, `its weights are of dtype ${show(config.dtype)}`, 'Only float32 is exchanged');
  }
  // Not every Keras layer takes the option, and those without weights have no use for it.
  const frozen = config.trainable === false && hasWeights ? { trainable: false } : {};
  return { name: config.name, ...frozen, dtype: 'float32' };
}

function optionsToKeras(config: Config, entry: LayerEntry, place: Place): Config {
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

export function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

const inputTypes = ['float32', 'int32', 'bool'];

function inputToKeras(shape: unknown, dtype: unknown, place: Place): Config {
  const type = dtype ?? 'float32';
  if (!inputTypes.includes(type as string)) {
    refuse(
      place,
      `an input of dtype ${show(type)} is not exchanged`,
      `Use ${inputTypes.join(', ')}`,
    );
  }
  return { batch_shape: shape, dtype: type, sparse: false };
}

function sequentialToKeras(model: tf.LayersModel): Config {
  const place = placeOf(model);
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
    layers: [inputLayer, ...listedLayers(model).map(layerToKeras)],
    build_input_shape: input.shape,
  });
}

const recurrentClasses = ['RNN', 'SimpleRNN', 'GRU', 'LSTM', 'ConvLSTM2D', 'Bidirectional'];

function graphToKeras(model: tf.LayersModel): Config {
  const place = placeOf(model);
  if (!['Functional', 'Model'].includes(model.getClassName())) {
    refuse(place, 'Keras has no model of this class', 'Build it with tf.model or tf.sequential');
  }
  const graph = graphOf(model);
  const inModel = new Set(Object.values(graph.nodesByDepth).flat());
  const callIndex = (layer: Layer, index: number): number =>
    callsOf(layer)
      .slice(0, index)
      .filter((node) => inModel.has(node)).length;
  const history = (layer: Layer, index: number, tensor: number): [string, number, number] => [
    layer.name,
    callIndex(layer, index),
    tensor,
  ];
  // Keras counts a nested functional model's own graph as its first call here, and only here.
  const ends = (layers: Layer[], indices: number[], tensors: number[]): unknown[] =>
    layers.map((layer, i) => {
      const [name, call, tensor] = history(layer, indices[i], tensors[i]);
      return [name, kerasClass(bare(layer)) === 'Functional' ? call + 1 : call, tensor];
    });
  const layers = graph.layers.map((layer) => ({
    ...layerToKeras(layer),
    name: layer.name,
    inbound_nodes: callsOf(layer)
      .filter((node) => inModel.has(node) && node.inboundLayers.length > 0)
      .map((node) => callToKeras(layer, node, history)),
  }));
  return writeObject(
    'keras.src.models.functional',
    'Functional',
    {
      name: model.name,
      ...(model.trainable ? {} : { trainable: false }),
      layers,
      input_layers: ends(
        graph.inputLayers,
        graph.inputLayersNodeIndices,
        graph.inputLayersTensorIndices,
      ),
      output_layers: ends(
        graph.outputLayers,
        graph.outputLayersNodeIndices,
        graph.outputLayersTensorIndices,
      ),
    },
    'Functional',
  );
}

function callToKeras(
  layer: Layer,
  node: GraphNode,
  history: (layer: Layer, index: number, tensor: number) => unknown[],
): Config {
  const tensors = node.inboundLayers.map((inbound, i) => ({
    class_name: '__keras_tensor__',
    config: {
      shape: node.inputTensors[i].shape,
      dtype: node.inputTensors[i].dtype,
      keras_history: history(inbound, node.nodeIndices[i], node.tensorIndices[i]),
    },
  }));
  const isRecurrent = recurrentClasses.includes(bare(layer).getClassName());
  const callArgs = Object.entries(node.callArgs ?? {}).filter(
    ([key, value]) => value != null && !(isRecurrent && key === 'initialState'),
  );
  if (callArgs.length > 0) {
    const [key, value] = callArgs[0];
    refuse(
      placeOf(layer),
      `it is called with ${key} ${isConfig(value) ? '' : show(value)}`,
      'Only its inputs and the initial state of a recurrent layer are exchanged: call it without',
    );
  }
  if (tensors.length === 1) return { args: tensors, kwargs: {} };
  if (isRecurrent) return { args: [tensors[0]], kwargs: { initial_state: tensors.slice(1) } };
  return { args: [tensors], kwargs: {} };
}
