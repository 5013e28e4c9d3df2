import { checkBoolean, checkOptions, checkString, checkWebAssembly } from '../checks.js';
import { checkLayersModel } from '../tfjs/checks.js';
import type * as tf from '../tfjs/tf.js';
import { ownWeights, variableOf } from '../tfjs/layers.js';
import { writeArchive } from './archive.js';
import { writeBytes } from './files.js';
import { type Datasets, writeHdf5 } from './hdf5.js';
import { stringifyFloats } from './floats.js';
import { keptOf } from './kept.js';
import { weightGroups } from './layerTree.js';
import { modelToKeras } from './model.js';
import { layerPlace, refuse } from './refusal.js';
import { trainingToKeras } from './training.js';

export interface SaveKerasOptions {
  /**
   * Whether what the model was compiled with goes along: the optimizer's settings, the losses and the metrics.
   * The optimizer's state stays behind.
   *
   * @default true
   */
  training?: boolean;
}

/** The oldest Keras that reads what is written here. */
const KERAS_VERSION = '3.0.5';

/**
 * Writes a model as Keras 3 does: a `.keras` file that `keras.models.load_model` opens, with weights bit for bit,
 * constraints, regularizers, initializers and what it was compiled with.
 *
 * Everything that Keras would read with another meaning is refused; docs/keras.md lists what is exchanged.
 *
 * @param model A built model: `tf.sequential`, or `tf.model` with any inputs and outputs.
 * @param path Where to write it in Node; `null` or nothing for the bytes alone, as in a browser.
 * @param options What goes along.
 * @returns The file's bytes.
 * @throws {TypeError} If `model` is not a `tf.LayersModel` of the TensorFlow.js that this package has loaded, `path` is not
 *   a string, or an option has another name or is not a boolean.
 * @throws {RangeError} If `model` is disposed, or `path` is empty.
 * @throws {Error} If a layer, an option or a training setting has no counterpart: the error names the layer, the reason and
 *   what to do. Nothing is written then.
 *
 * @example
 * ```ts
 * import { saveKeras } from 'tfjs-max-norm/keras';
 * await saveKeras(model, 'model.keras'); // in Python: keras.models.load_model("model.keras")
 * ```
 */
export async function saveKeras(
  model: tf.LayersModel,
  path?: string | null,
  options: SaveKerasOptions = {},
): Promise<Uint8Array> {
  checkLayersModel('saveKeras', 'model', model);
  if (path != null) checkString('saveKeras', 'path', path, 'the path of a file, or null');
  checkOptions('saveKeras', options, ['training'], '{ training: false }');
  const { training = true } = options;
  checkBoolean('saveKeras', 'training', training);
  checkWebAssembly('saveKeras');
  const topology = modelToKeras(model);
  const settings = training ? trainingToKeras(model) : null;
  const bytes = await writeArchive({
    config: stringifyFloats(
      settings == null ? topology : { ...topology, compile_config: settings },
    ),
    metadata: JSON.stringify({ keras_version: KERAS_VERSION, date_saved: now() }),
    weights: await weightsOf(model),
  });
  if (path != null) await writeBytes(path, bytes);
  return bytes;
}

/** In the manner of Keras: `2026-01-31@12:00:00`. */
function now(): string {
  return new Date().toISOString().slice(0, 19).replace('T', '@');
}

async function weightsOf(model: tf.LayersModel): Promise<Uint8Array> {
  const groups = weightGroups(model).map(([group, layer]) => ({
    vars: group === '' ? 'vars' : `${group}/vars`,
    layer,
  }));
  const datasets: Datasets = [];
  for (const { vars, layer } of groups) {
    const kept = keptOf(layer);
    const weights = kept == null ? ownWeights(layer) : layer.weights;
    if (kept != null && weights.length > 0 && kept.paths?.length !== weights.length) {
      refuse(
        layerPlace('saveKeras', layer.name, kept.object.class_name),
        'where its weights lie in a .keras file is not known',
        'Load the model from a .keras file',
      );
    }
    const below = vars.slice(0, -'vars'.length);
    for (const [i, weight] of weights.entries()) {
      const { shape } = weight;
      const data = (await variableOf(weight).data()) as Float32Array;
      datasets.push({
        path: kept?.paths == null ? `${vars}/${i}` : below + kept.paths[i],
        shape: shape as number[],
        data,
      });
    }
  }
  return writeHdf5(
    groups.map(({ vars }) => vars),
    datasets,
  );
}
