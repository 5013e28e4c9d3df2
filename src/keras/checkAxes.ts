import type * as tf from '../tfjs/tf.js';
import { allLayers, fields } from '../tfjs/layers.js';
import { layerPlace, type Place, refuse } from './refusal.js';

/** Refuses what TensorFlow.js computes wrongly, which only a built layer tells. */
export function checkAxes(model: tf.layers.Layer, owner: Place['owner']): void {
  for (const layer of allLayers(model)) {
    if (layer.getClassName() !== 'BatchNormalization' || !layer.built) continue;
    const axis = fields(layer).axis as number;
    const [{ ndim }] = fields(layer).inputSpec as [{ ndim: number }];
    if (axis === -1 || axis === ndim - 1) continue;
    refuse(
      layerPlace(owner, layer.name, layer.getClassName()),
      `TensorFlow.js normalizes the wrong elements along axis ${axis} of ${ndim}`,
      'Use the last axis, with a Permute layer before and after it',
    );
  }
}
