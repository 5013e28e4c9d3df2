import type * as tf from '../tfjs/tf.js';
import { allLayers, fields } from '../tfjs/layers.js';
import { callsOf } from './layerTree.js';
import { layerPlace, type Place, refuse } from './refusal.js';

/** Refuses what TensorFlow.js computes wrongly or not at all, which only a built layer tells. */
export function checkAxes(model: tf.layers.Layer, owner: Place['owner']): void {
  for (const layer of allLayers(model)) {
    if (!layer.built) continue;
    const place = layerPlace(owner, layer.name, layer.getClassName());
    if (layer.getClassName() === 'BatchNormalization') checkLast(layer, place);
    if (layer.getClassName() === 'LayerNormalization') checkRank(layer, place);
  }
}

function checkLast(layer: tf.layers.Layer, place: Place): void {
  const [axis] = [fields(layer).axis as number | number[]].flat();
  const [{ ndim }] = fields(layer).inputSpec as [{ ndim: number }];
  if (axis === -1 || axis === ndim - 1) return;
  refuse(
    place,
    `TensorFlow.js normalizes the wrong elements along axis ${axis} of ${ndim}`,
    'Use the last axis, with a Permute layer before and after it',
  );
}

function checkRank(layer: tf.layers.Layer, place: Place): void {
  const rank = Math.max(0, ...callsOf(layer).map((call) => call.inputTensors[0].shape.length));
  if (rank < 5) return;
  refuse(
    place,
    `TensorFlow.js has no layer normalization of inputs with ${rank} axes`,
    'Reshape its input to four axes at most, and back after it',
  );
}
