import { show } from '../checks.js';
import * as tf from '../tfjs/tf.js';
import type { BuildGuard } from './buildGuard.js';
import { checkAxes } from './checkAxes.js';
import { type Config, isConfig, readList, readObject, readString } from './config.js';
import { entryOf, type LayerEntry, rnnEntry } from './layerTable.js';
import { isModel } from './layerTree.js';
import { camel, containerNames } from './naming.js';
import type { KerasMajor } from './options.js';
import { layerPlace, type Place, refuse } from './refusal.js';
import { sameJson } from './toKeras.js';
import type { WeightSource } from './weightSource.js';

type Layer = tf.layers.Layer;
type Cell = Parameters<typeof tf.layers.stackedRNNCells>[0]['cells'][number];

/** What building a model from a configuration needs beside it. */
export interface Building {
  major: KerasMajor;
  weights: WeightSource;
  guard: BuildGuard;
  /** The numbers of the layers met, of those that have one. */
  shared: Set<unknown>;
}

const OWNER = 'loadKeras';
const DAMAGED = 'The file is damaged, or was not written by Keras';
const FILE: Place = { owner: OWNER, subject: 'this file' };

/** Builds a model of a topology as Keras writes it. Its weights are zeros yet. */
export function modelFromKeras(topology: unknown, building: Building): tf.LayersModel {
  const { className } = readObject(topology, 'the model', FILE);
  const model = layerFromKeras(topology, '', building);
  if (isModel(model)) {
    checkAxes(model, OWNER);
    return model;
  }
  return refuse(FILE, `it holds a ${className} instead of a model`, 'Save a Sequential or Model');
}

/**
 * Builds a layer, and the layers inside it.
 *
 * @param group Its place in the tree of layers; `null` where the layer around it watches over its weights.
 */
function layerFromKeras(object: unknown, group: string | null, building: Building): Layer {
  const { className, config } = readObject(object, 'a layer', FILE);
  const name = readString(config.name, `the name of a ${className}`, FILE);
  const place = layerPlace(OWNER, name, className);
  const inGroup = (path: string): string | null =>
    group == null ? null : group === '' ? path : `${group}/${path}`;
  checkNotShared(object, building, place);
  switch (className) {
    case 'Sequential':
      return sequentialFromKeras(config, inGroup('layers'), building, place);
    case 'Functional':
    case 'Model':
      return graphFromKeras(config, inGroup('layers'), building, place);
    case 'InputLayer':
      return tf.layers.inputLayer(inputFromKeras(config, place));
  }
  checkType(config.dtype, place);
  const inner = (key: string): Layer => layerFromKeras(config[key], inGroup(key), building);
  const base = { name, trainable: config.trainable !== false };
  const layer = wrapperFromKeras(className, config, base, inner, building, place);
  if (group != null) {
    for (const [watched, stored] of building.weights.of(layer, group)) {
      building.guard.watch(watched, stored);
    }
  }
  return layer;
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

function wrapperFromKeras(
  className: string,
  config: Config,
  base: { name: string; trainable: boolean },
  inner: (key: string) => Layer,
  building: Building,
  place: Place,
): Layer {
  const rest = (...own: string[]): Config =>
    Object.fromEntries(Object.entries(config).filter(([key]) => !own.includes(key)));
  switch (className) {
    case 'TimeDistributed':
      optionsFromKeras(rest('layer'), { options: {} }, building.major, place);
      return tf.layers.timeDistributed({ ...base, layer: inner('layer') });
    case 'Bidirectional':
      return bidirectionalFromKeras(config, base, building, place);
    case 'RNN':
      return tf.layers.rnn({
        ...base,
        ...optionsFromKeras(rest('cell'), rnnEntry, building.major, place),
        cell: inner('cell') as Cell,
      });
    case 'StackedRNNCells': {
      optionsFromKeras(rest('cells'), { options: {} }, building.major, place);
      const cells = readList(config.cells, 'cells', place);
      return tf.layers.stackedRNNCells({
        ...base,
        cells: cells.map((cell) => layerFromKeras(cell, null, building) as Cell),
      });
    }
    default: {
      const entry = entryOf(className, place);
      const [constructor] = tf.serialization.SerializationMap.getMap().classNameMap[className];
      const options = { ...base, ...optionsFromKeras(config, entry, building.major, place) };
      return attempt(place, () => new constructor(options) as Layer);
    }
  }
}

/** TensorFlow.js makes the backward layer of the forward one. */
function bidirectionalFromKeras(
  config: Config,
  base: { name: string; trainable: boolean },
  building: Building,
  place: Place,
): Layer {
  const { layer, backward_layer: backward, merge_mode: mergeMode, ...rest } = config;
  optionsFromKeras(rest, { options: {} }, building.major, place);
  const forward = readObject(layer, 'its layer', place);
  if (backward != null) {
    const twin = readObject(backward, 'its backward_layer', place);
    const mirrored = { ...twin.config, go_backwards: !twin.config.go_backwards };
    if (twin.className !== forward.className || bare(mirrored) !== bare(forward.config)) {
      refuse(
        place,
        'its backward_layer has other options than its layer, and TensorFlow.js makes one of the other',
        'Give both the same options, or write the two directions as two layers',
      );
    }
  }
  const name = String(forward.config.name).replace(/^forward_/, '');
  const options: Config = { ...forward.config, name };
  // Keras forces it on in here; it shows in masked steps alone, which layers that follow the mask pass over.
  if (options.return_sequences === true) delete options.zero_output_for_mask;
  const renamed = { class_name: forward.className, config: options };
  return attempt(place, () =>
    tf.layers.bidirectional({
      ...base,
      layer: layerFromKeras(renamed, null, building) as tf.RNN,
      mergeMode: mergeMode as 'concat',
    }),
  );
}

/** A configuration without what two layers of the same options differ in, its keys in order. */
function bare(config: Config): string {
  const sorted = Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(
    sorted.filter(([key]) => key !== 'name' && key !== 'dtype'),
    (key, value: unknown) => (key === 'shared_object_id' ? undefined : value),
  );
}

/** The options that every layer has and that are read elsewhere, or only help Keras to build itself. */
const BASE = ['name', 'trainable', 'dtype', 'batch_input_shape', 'batch_shape'];

function optionsFromKeras(
  config: Config,
  entry: LayerEntry,
  major: KerasMajor,
  place: Place,
): Config {
  const translated: Config = {};
  const left = { ...entry.required, ...entry.fixed };
  // Keras 2 has this name for what Keras 3 calls negative_slope.
  const renamed =
    major === 2 && entry.options.negative_slope != null && 'alpha' in config
      ? { ...config, negative_slope: config.alpha, alpha: null }
      : config;
  for (const [key, value] of Object.entries(renamed)) {
    const option = Object.hasOwnProperty.call(entry.options, key) ? entry.options[key] : null;
    if (option != null) {
      if (value !== undefined) {
        translated[option.tfjsName ?? camel(key)] = option.toTfjs(value, place, key, major);
      }
      continue;
    }
    if (value == null || BASE.includes(key) || entry.idle?.includes(key)) continue;
    if (!(key in left)) {
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
    if (!(key in config) && major === 3) {
      refuse(place, `its ${key} is missing, and must be ${show(value)}`, DAMAGED);
    }
  }
  return translated;
}

function pythonic(value: unknown): string {
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : show(value);
}

function checkType(dtype: unknown, place: Place): void {
  const name = isConfig(dtype) && isConfig(dtype.config) ? dtype.config.name : dtype;
  if (name == null || name === 'float32') return;
  refuse(
    place,
    `it computes in ${show(name)}, and TensorFlow.js in float32`,
    'Save the model with the dtype policy "float32"',
  );
}

function inputFromKeras(
  config: Config,
  place: Place,
): { name: string; batchInputShape: (number | null)[]; dtype: tf.DataType } {
  const shape = config.batch_shape ?? config.batch_input_shape;
  const isShape =
    Array.isArray(shape) &&
    shape.every((size) => size === null || (Number.isInteger(size) && (size as number) >= 0));
  if (!isShape) refuse(place, `its batch_shape is ${show(shape)}`, DAMAGED);
  if (config.sparse === true || config.ragged === true || config.optional === true) {
    refuse(place, 'TensorFlow.js has no sparse, ragged or optional inputs', 'Use a dense one');
  }
  const dtype = config.dtype ?? 'float32';
  if (!['float32', 'int32', 'bool'].includes(dtype as string)) {
    refuse(
      place,
      `an input of dtype ${show(dtype)} is not exchanged`,
      'Use float32, int32 or bool',
    );
  }
  return {
    name: config.name as string,
    batchInputShape: shape as (number | null)[],
    dtype: dtype as tf.DataType,
  };
}

function sequentialFromKeras(
  config: Config,
  group: string | null,
  building: Building,
  place: Place,
): Layer {
  const objects = readList(config.layers, 'layers', place);
  const listed = objects.map((object) => readObject(object, 'a layer', place));
  const [first] = listed;
  if (first == null) refuse(place, 'it has no layers', 'Save a model with layers');
  const inner = objects.filter((_, i) => listed[i].className !== 'InputLayer');
  const names = containerNames(inner.map((object) => String((object as Config).class_name)));
  const layers = inner.map((object, i) =>
    layerFromKeras(object, within(group, names[i]), building),
  );
  const inputConfig =
    first.className === 'InputLayer'
      ? first.config
      : {
          name: `${String(config.name)}_input`,
          batch_shape: first.config.batch_input_shape ?? config.build_input_shape,
        };
  if (!isModel(layers[0]) || first.className === 'InputLayer') {
    layers.unshift(tf.layers.inputLayer(inputFromKeras(inputConfig, place)));
  }
  return attempt(place, () => {
    const model = tf.sequential({ name: config.name as string });
    for (const layer of layers) model.add(layer);
    return model;
  });
}

function within(group: string | null, name: string): string | null {
  return group == null ? null : `${group}/${name}`;
}

/** A reference to a tensor: the layer that gives it, which of the layer's calls, and which of its outputs. */
type History = [layer: string, call: number, tensor: number];

/** One call of a layer: the tensors it takes. */
interface Call {
  inputs: History[];
}

function graphFromKeras(
  config: Config,
  group: string | null,
  building: Building,
  place: Place,
): Layer {
  const objects = readList(config.layers, 'layers', place).map((object) => {
    if (!isConfig(object)) refuse(place, `a layer must be an object, got ${show(object)}`, DAMAGED);
    return object;
  });
  const names = containerNames(objects.map((object) => String(object.class_name)));
  const layers = new Map<string, Layer>();
  const outputs = new Map<string, tf.SymbolicTensor[][]>();
  const waiting: { name: string; calls: Call[] }[] = [];
  objects.forEach((object, i) => {
    const { className, config } = readObject(object, 'a layer', place);
    const name = readString(config.name, 'the name of a layer', place);
    if (layers.has(name)) refuse(place, `it has two layers named ${show(name)}`, DAMAGED);
    const layer = layerFromKeras(object, within(group, names[i]), building);
    layers.set(name, layer);
    outputs.set(
      name,
      className === 'InputLayer' ? [layer.output as tf.SymbolicTensor].map((t) => [t]) : [],
    );
    const calls = readList(object.inbound_nodes, `inbound_nodes of ${name}`, place).map((call) =>
      readCall(call, layer, layerPlace(OWNER, name, className)),
    );
    if (calls.length > 0) waiting.push({ name, calls });
  });

  const find = ([name, call, tensor]: History): tf.SymbolicTensor | undefined =>
    outputs.get(name)?.[legacyIndex(layers.get(name), call)]?.[tensor];
  const legacyIndex = (layer: Layer | undefined, call: number): number =>
    building.major === 2 && layer != null && isModel(layer) ? call - 1 : call;

  // A layer that is shared may have to wait for its own output.
  for (let left = waiting; left.length > 0;) {
    let progress = false;
    for (const { name, calls } of left) {
      while (calls.length > 0) {
        const inputs = calls[0].inputs.map(find);
        if (inputs.includes(undefined)) break;
        calls.shift();
        progress = true;
        const layer = layers.get(name)!;
        const given = inputs as tf.SymbolicTensor[];
        const result = attempt(layerPlace(OWNER, name, layer.getClassName()), () =>
          layer.apply(given.length === 1 ? given[0] : given),
        ) as tf.SymbolicTensor | tf.SymbolicTensor[];
        outputs.get(name)!.push(Array.isArray(result) ? result : [result]);
      }
    }
    left = left.filter(({ calls }) => calls.length > 0);
    if (!progress && left.length > 0) {
      refuse(
        place,
        `the inputs of its layers ${left.map(({ name }) => show(name)).join(', ')} lead nowhere or in a circle`,
        DAMAGED,
      );
    }
  }

  const ends = (key: string): tf.SymbolicTensor[] =>
    readEnds(config[key], key, place).map(([name, call, tensor]) => {
      const layer = layers.get(name);
      // Keras 3 counts a nested functional model's own graph as its first call here, and only here.
      const isShifted =
        building.major === 3 &&
        layer != null &&
        isModel(layer) &&
        !(layer instanceof tf.Sequential);
      const found = find([name, isShifted ? call - 1 : call, tensor]);
      return (
        found ??
        refuse(place, `its ${key} name ${show([name, call, tensor])}, which is not there`, DAMAGED)
      );
    });
  return attempt(place, () => {
    const inputs = ends('input_layers');
    const model = tf.model({ inputs, outputs: ends('output_layers'), name: config.name as string });
    if (config.trainable === false) model.trainable = false;
    return model;
  });
}

function readEnds(value: unknown, key: string, place: Place): History[] {
  if (isHistory(value)) return [value];
  if (Array.isArray(value) && value.every(isHistory)) return value;
  return refuse(
    place,
    `its ${key} are no list of tensors, but ${show(value)}`,
    'Build the model with lists of inputs and outputs instead of dictionaries',
  );
}

function isHistory(value: unknown): value is History {
  return (
    Array.isArray(value) &&
    value.length >= 3 &&
    typeof value[0] === 'string' &&
    Number.isInteger(value[1]) &&
    Number.isInteger(value[2])
  );
}

/** Reads `{args, kwargs}` of Keras 3 or the list of Keras 2. */
function readCall(call: unknown, layer: Layer, place: Place): Call {
  if (Array.isArray(call)) {
    const inputs = call as unknown[];
    if (!inputs.every(isHistory)) refuse(place, `its inputs are ${show(call)}`, DAMAGED);
    for (const input of inputs) checkArguments((input as unknown[])[3], place);
    return {
      inputs: (inputs as unknown[][]).map(
        ([name, index, tensor]) => [name, index, tensor] as History,
      ),
    };
  }
  if (!isConfig(call)) return refuse(place, `its inputs are ${show(call)}`, DAMAGED);
  const [first, ...others] = readList(call.args, 'args', place);
  const { initial_state: initialState, ...kwargs } = isConfig(call.kwargs) ? call.kwargs : {};
  checkArguments(kwargs, place);
  const inputs = readTensors(first, place);
  if (others.some((value) => value != null)) {
    refuse(
      place,
      'it is called with several arguments',
      'Call it with one input or one list of inputs',
    );
  }
  if (initialState == null) return { inputs };
  if (!(layer instanceof tf.RNN) && layer.getClassName() !== 'Bidirectional') {
    refuse(place, 'it is called with an initial_state', 'Only recurrent layers have one');
  }
  return { inputs: [...inputs, ...readTensors(initialState, place)] };
}

function checkArguments(kwargs: unknown, place: Place): void {
  for (const [key, value] of Object.entries(isConfig(kwargs) ? kwargs : {})) {
    if (value == null) continue;
    refuse(
      place,
      `it is called with ${key}=${typeof value === 'boolean' ? pythonic(value) : '...'}`,
      'Call it without, and it follows fit and predict on both sides',
    );
  }
}

function readTensors(value: unknown, place: Place): History[] {
  if (Array.isArray(value)) return value.flatMap((item) => readTensors(item, place));
  if (isConfig(value)) {
    if (value.class_name === '__tuple__') return readTensors(value.items, place);
    if (value.class_name === '__keras_tensor__' && isConfig(value.config)) {
      const history = value.config.keras_history;
      if (isHistory(history)) return [history];
    }
  }
  return refuse(
    place,
    `it is called with ${show(value)} instead of a tensor`,
    'Call it with the outputs of layers only',
  );
}

/** Names the layer in an error of TensorFlow.js. */
function attempt<T>(place: Place, build: () => T): T {
  try {
    return build();
  } catch (error) {
    const { message } = error as Error;
    if (message.startsWith(OWNER)) throw error;
    return refuse(place, `TensorFlow.js cannot build it: ${message.replace(/\.$/, '')}`, DAMAGED);
  }
}
