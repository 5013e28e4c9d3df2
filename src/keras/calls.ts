import { show } from '../checks.js';
import * as tf from '../tfjs/tf.js';
import { type Config, isConfig, readList } from './config.js';
import { bare, type GraphNode } from './layerTree.js';
import { pythonic } from './naming.js';
import { DAMAGED, layerPlace, type Place, refuse } from './refusal.js';

type Layer = tf.layers.Layer;

/** A reference to a tensor: the layer that gives it, which of the layer's calls, and which of its outputs. */
export type History = [layer: string, call: number, tensor: number];

/** One call of a layer: the tensors it takes. */
export interface Call {
  inputs: History[];
}

export function isHistory(value: unknown): value is History {
  return (
    Array.isArray(value) &&
    value.length >= 3 &&
    typeof value[0] === 'string' &&
    Number.isInteger(value[1]) &&
    Number.isInteger(value[2])
  );
}

/** Reads `{args, kwargs}` of Keras 3 or the list of Keras 2. */
export function readCall(call: unknown, layer: Layer, place: Place): Call {
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

const recurrentClasses = ['RNN', 'SimpleRNN', 'GRU', 'LSTM', 'ConvLSTM2D', 'Bidirectional'];

export function callToKeras(
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
      layerPlace('saveKeras', layer.name, layer.getClassName()),
      `it is called with ${key} ${isConfig(value) ? '' : show(value)}`,
      'Only its inputs and the initial state of a recurrent layer are exchanged: call it without',
    );
  }
  if (tensors.length === 1) return { args: tensors, kwargs: {} };
  if (isRecurrent) return { args: [tensors[0]], kwargs: { initial_state: tensors.slice(1) } };
  return { args: [tensors], kwargs: {} };
}
