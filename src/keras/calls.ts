import { show } from '../show.js';
import * as tf from '../tfjs/tf.js';
import { Operation } from '../layers/operation.js';
import { allLayers, fields, layerTitle } from '../tfjs/layers.js';
import { type History, isHistory, tensorsIn, withTensors } from './callTensors.js';
import { type Config, isConfig, readList } from './config.js';
import { byName, keptEnds, withEnds } from './ends.js';
import { keptOf } from './kept.js';
import { bare, type GraphNode, isModel, kerasClass } from './layerTree.js';
import { pythonic } from './naming.js';
import { operandsToKeras } from './operations.js';
import { DAMAGED, layerPlace, type Place, refuse } from './refusal.js';

type Layer = tf.layers.Layer;

/** Reads `{args, kwargs}` of Keras 3 or the list of Keras 2: the tensors that a layer is called with. */
export function readCall(call: unknown, layer: Layer, place: Place): History[] {
  if (Array.isArray(call)) {
    const inputs = call as unknown[];
    if (!inputs.every(isHistory)) refuse(place, 'its inputs are not tensors', DAMAGED);
    for (const input of inputs) checkOldArguments((input as unknown[])[3], layer, place);
    return inputs.map(([name, index, tensor]) => [name, index, tensor]);
  }
  if (!isConfig(call)) return refuse(place, `its inputs are ${show(call)}`, DAMAGED);
  // Every tensor is an input of what the caller has put here.
  if (keptOf(layer) != null || layer instanceof Operation) {
    return tensorsIn([call.args, isConfig(call.kwargs) ? { ...call.kwargs, mask: null } : null]);
  }
  const [first, ...others] = readList(call.args, 'args', place);
  const { initial_state: initialState, ...kwargs } = isConfig(call.kwargs) ? call.kwargs : {};
  checkArguments(kwargs, place);
  const inputs = readTensors(inOrder(first, layer), place);
  if (others.some((value) => value != null)) {
    refuse(
      place,
      'it is called with several arguments',
      'Call it with one input or one list of inputs',
    );
  }
  if (initialState == null) return inputs;
  if (!(layer instanceof tf.RNN) && layer.getClassName() !== 'Bidirectional') {
    refuse(place, 'it is called with an initial_state', 'Only recurrent layers have one');
  }
  return [...inputs, ...readTensors(initialState, place)];
}

/** A nested model may be called with a dictionary. */
function inOrder(given: unknown, layer: Layer): unknown {
  const isDictionary = isModel(layer) && isConfig(given) && !('class_name' in given);
  return isDictionary ? (byName(layer, given) ?? given) : given;
}

function checkArguments(kwargs: Config, place: Place): void {
  for (const [key, value] of Object.entries(kwargs)) {
    // Keras 3 passes over `training` where fit and predict say it; masks are checked apart.
    if (value == null || key === 'mask' || key === 'training') continue;
    refuse(
      place,
      `it is called with ${key}${tensorsIn(value).length > 0 ? '' : `=${pythonic(value)}`}`,
      'Call it with its input alone',
    );
  }
}

/** In Keras 2 a layer that is called with `training` keeps to it in fit and in predict. */
function checkOldArguments(kwargs: unknown, layer: Layer, place: Place): void {
  const { training, mask, ...others } = isConfig(kwargs) ? kwargs : {};
  if (mask != null) refuse(place, 'it is called with a mask', 'Call it without');
  checkArguments(others, place);
  if (training == null) return;
  const restless = [...allLayers(layer)].find(
    (inner) =>
      /Dropout|Noise/.test(inner.getClassName()) ||
      Number(fields(inner).dropout) > 0 ||
      Number(fields(inner).recurrentDropout) > 0 ||
      (/^BatchNormalization/.test(inner.getClassName()) && inner.trainable),
  );
  if (restless == null) return;
  refuse(
    place,
    `it is called with training=${pythonic(training)}, which ${layerTitle(restless)} would not keep to here`,
    training === false
      ? 'Freeze the layers inside it (trainable = False) and leave their dropout out, or call it without'
      : 'Call it without',
  );
}

function readTensors(value: unknown, place: Place): History[] {
  const isTensors = (part: unknown): boolean =>
    Array.isArray(part)
      ? part.every(isTensors)
      : isConfig(part) && (part.class_name === '__tuple__' || tensorsIn(part).length === 1);
  if (isTensors(value)) return tensorsIn(value);
  return refuse(
    place,
    isConfig(value)
      ? `it is called with a dictionary (${Object.keys(value).join(', ')}) instead of a tensor`
      : `it is called with ${show(value)} instead of a tensor`,
    'Call it with the outputs of layers only',
  );
}

const recurrentClasses = ['RNN', 'SimpleRNN', 'GRU', 'LSTM', 'ConvLSTM2D', 'Bidirectional'];

export function callToKeras(
  layer: Layer,
  node: GraphNode,
  index: number,
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
  const { calls } = keptOf(layer) ?? {};
  if (calls != null && calls.length > 0) {
    const call = withTensors(calls[Math.min(index, calls.length - 1)], tensors) as Config;
    if (tensorsIn(call).length === tensors.length) return call;
  }
  if (layer instanceof Operation) return { args: operandsToKeras(layer, tensors), kwargs: {} };
  const isRecurrent = recurrentClasses.includes(kerasClass(bare(layer)));
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
  const { inputs } = keptEnds(layer);
  if (inputs != null) return { args: [withEnds(inputs, tensors)], kwargs: {} };
  if (tensors.length === 1) return { args: tensors, kwargs: {} };
  if (isRecurrent) return { args: [tensors[0]], kwargs: { initial_state: tensors.slice(1) } };
  return { args: [tensors], kwargs: {} };
}
