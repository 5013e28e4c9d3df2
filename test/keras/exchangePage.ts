import * as tf from '@tensorflow/tfjs';
import { maxNorm } from 'tfjs-max-norm';
import { loadKeras, saveKeras } from 'tfjs-max-norm/keras';

export interface Exchange {
  before: number[];
  after: number[];
  config: unknown;
  /** The message of an attempt to write to a path. */
  refused: string;
}

/** Saves a model as the bytes of a .keras file, and loads them again, in the page. */
async function exchange(): Promise<Exchange> {
  await tf.setBackend('cpu');
  const kernelConstraint = maxNorm({ maxValue: 0.5 });
  const layer = tf.layers.dense({ units: 4, inputShape: [3], kernelConstraint });
  const model = tf.sequential({ layers: [layer] });
  const loaded = await loadKeras(await saveKeras(model));
  const refused = await saveKeras(model, 'model.keras').then(String, String);
  const x = tf.ones([2, 3]);
  const predict = (by: tf.LayersModel) => Array.from((by.predict(x) as tf.Tensor).dataSync());
  return {
    before: predict(model),
    after: predict(loaded),
    config: loaded.layers[loaded.layers.length - 1].getConfig().kernelConstraint,
    refused,
  };
}

Object.assign(globalThis, { exchange });
