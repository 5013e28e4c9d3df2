import { show } from '../show.js';
import * as tf from '../tfjs/tf.js';
import type { BuildInner } from './building.js';
import { callToKeras, readCall } from './calls.js';
import { type History } from './callTensors.js';
import { type Config, isConfig, readList, readString, writeObject } from './config.js';
import { isCopy, withoutMask, withoutRepeats } from './copies.js';
import { keepEnds, keptEnds, tensorsOfEnds, withEnds } from './ends.js';
import { bare, callsOf, graphOf, isModel, kerasClass } from './layerTree.js';
import { isNameOfMask, makesMask, Masks } from './masks.js';
import { containerNames, tfjsName } from './naming.js';
import { isOperation } from './operations.js';
import type { KerasMajor } from './reading.js';
import { attempt, DAMAGED, layerPlace, type Place, refuse } from './refusal.js';

type Layer = tf.layers.Layer;

const OWNER = 'loadKeras';

export function graphFromKeras(
  config: Config,
  build: BuildInner,
  major: KerasMajor,
  place: Place,
): Layer {
  const listed = readList(config.layers, 'layers', place).map((object) => {
    if (!isConfig(object)) refuse(place, `a layer must be an object, got ${show(object)}`, DAMAGED);
    return object;
  });
  const masks = new Masks(listed);
  const objects = listed.filter((object) => !masks.has(object));
  const paths = layerPaths(listed);
  const layers = new Map<string, Layer>();
  const outputs = new Map<string, tf.SymbolicTensor[][]>();
  const waiting: { name: string; calls: { inputs: History[]; mask: boolean }[] }[] = [];
  objects.forEach((object) => {
    const className = String(object.class_name);
    const name = readString(
      isConfig(object.config) ? object.config.name : null,
      'the name of a layer',
      place,
    );
    if (layers.has(name)) refuse(place, `it has two layers named ${show(name)}`, DAMAGED);
    const layer = build(object, paths.get(object) ?? null);
    layers.set(name, layer);
    outputs.set(
      name,
      className === 'InputLayer' ? [layer.output as tf.SymbolicTensor].map((t) => [t]) : [],
    );
    const calls = readList(object.inbound_nodes, `inbound_nodes of ${name}`, place).map((call) => {
      const layerIn = layerPlace(OWNER, name, className);
      masks.check(call, layerIn);
      return { inputs: readCall(call, layer, layerIn), mask: !masks.leavesOut(call) };
    });
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
        const [{ inputs: histories, mask }] = calls;
        const inputs = histories.map(find);
        if (inputs.includes(undefined)) break;
        calls.shift();
        progress = true;
        const layer = layers.get(name)!;
        const given = withoutRepeats(inputs as tf.SymbolicTensor[]);
        if (!mask) given[0] = withoutMask(given[0]);
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
    const outputs = ends('output_layers');
    if (outputs.some((output, i) => inputs.includes(output) || outputs.indexOf(output) !== i)) {
      refuse(
        place,
        'one of its outputs is an input or appears twice, which TensorFlow.js cannot compute',
        'Give every output a layer of its own, such as Activation("linear")',
      );
    }
    const model = tf.model({
      inputs,
      outputs,
      name: tfjsName(String(config.name)),
    });
    if (config.trainable === false) model.trainable = false;
    // TensorFlow.js may sort them otherwise, and Keras counts weights in its own order.
    const order = [...layers.values()];
    graphOf(model).layers.sort((a, b) => order.indexOf(a) - order.indexOf(b));
    keepEnds(model, { inputs: config.input_layers, outputs: config.output_layers });
    return model;
  });
}

function readEnds(value: unknown, key: string, place: Place): History[] {
  return (
    tensorsOfEnds(value) ??
    refuse(place, `its ${key} are neither a list of tensors nor a dictionary of them`, DAMAGED)
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
  const isMasked = graph.layers.some(makesMask);
  // Keras names what it makes masks with as it loads a model.
  const nameOf = ({ name }: Layer): string =>
    isMasked && isNameOfMask(name) ? `${name}_layer` : name;
  const callIndex = (layer: Layer, index: number): number =>
    callsOf(layer)
      .slice(0, index)
      .filter((node) => inModel.has(node)).length;
  const history = (layer: Layer, index: number, tensor: number): [string, number, number] => {
    if (isCopy(layer)) {
      const { inboundLayers, nodeIndices, tensorIndices } = callsOf(layer)[index];
      return history(inboundLayers[0], nodeIndices[0], tensorIndices[0]);
    }
    return [nameOf(layer), callIndex(layer, index), tensor];
  };
  // Keras counts a nested functional model's own graph as its first call here, and only here.
  const ends = (layers: Layer[], indices: number[], tensors: number[]): unknown[] =>
    layers.map((layer, i) => {
      const [name, call, tensor] = history(layer, indices[i], tensors[i]);
      return [name, kerasClass(bare(layer)) === 'Functional' ? call + 1 : call, tensor];
    });
  const inputTensors = ends(
    graph.inputLayers,
    graph.inputLayersNodeIndices,
    graph.inputLayersTensorIndices,
  );
  const outputTensors = ends(
    graph.outputLayers,
    graph.outputLayersNodeIndices,
    graph.outputLayersTensorIndices,
  );
  const { inputs, outputs } = keptEnds(model);
  const layers = graph.layers
    .filter((layer) => !isCopy(layer))
    .map((layer) => ({
      ...renamed(write(layer), nameOf(layer)),
      inbound_nodes: callsOf(layer)
        .filter((node) => inModel.has(node) && node.inboundLayers.length > 0)
        .map((node, i) => callToKeras(layer, node, i, history)),
    }));
  return writeObject(
    'keras.src.models.functional',
    'Functional',
    {
      name: model.name,
      ...(model.trainable ? {} : { trainable: false }),
      layers,
      input_layers: inputs == null ? inputTensors : withEnds(inputs, inputTensors),
      output_layers: outputs == null ? outputTensors : withEnds(outputs, outputTensors),
    },
    'Functional',
  );
}

function renamed(object: Config, name: string): Config {
  return { ...object, config: { ...(object.config as Config), name }, name };
}

/** Where Keras keeps the weights of the layers of a model. Operations on tensors are none of its layers. */
export function layerPaths(objects: Config[]): Map<Config, string> {
  const layers = objects.filter((object) => !isOperation(object));
  const names = containerNames(layers.map((object) => String(object.class_name)));
  return new Map(layers.map((object, i) => [object, `layers/${names[i]}`]));
}
