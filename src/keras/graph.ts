import { show } from '../checks.js';
import * as tf from '../tfjs/tf.js';
import type { BuildInner } from './building.js';
import { type Call, callToKeras, type History, isHistory, readCall } from './calls.js';
import { type Config, isConfig, readList, readObject, readString, writeObject } from './config.js';
import { bare, callsOf, graphOf, isModel, kerasClass } from './layerTree.js';
import { containerNames } from './naming.js';
import type { KerasMajor } from './option.js';
import { attempt, DAMAGED, layerPlace, type Place, refuse } from './refusal.js';

type Layer = tf.layers.Layer;

const OWNER = 'loadKeras';

export function graphFromKeras(
  config: Config,
  build: BuildInner,
  major: KerasMajor,
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
    const layer = build(object, `layers/${names[i]}`);
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
    major === 2 && layer != null && isModel(layer) ? call - 1 : call;

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
        major === 3 && layer != null && isModel(layer) && !(layer instanceof tf.Sequential);
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

export function graphToKeras(
  model: tf.LayersModel,
  write: (layer: Layer) => Config,
  place: Place,
): Config {
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
    ...write(layer),
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
