import * as tf from '@tensorflow/tfjs';
import { show } from './axes.js';

/** @throws If `model` is no layer or model of the TensorFlow.js that this package has loaded. */
export function checkModel(owner: string, model: unknown): asserts model is tf.layers.Layer {
  if (model instanceof tf.layers.Layer) return;
  const isForeign =
    typeof (model as { getClassName?: unknown } | null)?.getClassName === 'function';
  throw new Error(
    isForeign
      ? `${owner}: this model was built by another copy of TensorFlow.js than the one tfjs-max-norm has loaded. ` +
          'List them with `npm ls @tensorflow/tfjs @tensorflow/tfjs-layers`, then make them one: `npm dedupe`.'
      : `${owner}: model must be a tf.LayersModel or a layer, got ${show(model)}.`,
  );
}
