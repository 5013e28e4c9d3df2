import { checkNoMore, checkString } from '../checks.js';
import * as tf from '../tfjs/tf.js';
import { codeOf } from '../files/fileErrors.js';
import { MODEL_JSON, modelArtifacts, readModel } from './modelFiles.js';
import { createModel, type NewModel, replaceModel } from './writeModel.js';

const WEIGHTS_BIN = 'weights.bin';

/**
 * Saves models to disk and loads them in Node, without `@tensorflow/tfjs-node`: it is used like tfjs-node's
 * `tf.io.fileSystem`, and writes the same files.
 *
 * Saving creates the folder with `model.json` and `weights.bin`, completely or not at all. In an existing folder it
 * replaces the model in one step: the weights go into a file with a new name, which the new `model.json` names, so that
 * a reader never gets half of each. Other files stay. Loading takes the folder or its `model.json`, with weights in any
 * number of files, for `tf.loadLayersModel` and `tf.loadGraphModel`; nothing is allocated before the files are checked
 * against `model.json`.
 *
 * @param path A folder; for loading, also the path of a `model.json`.
 * @throws {TypeError} If `path` is not a string.
 * @throws {RangeError} If `path` is empty.
 * @throws {Error} Saving: if the path is a file or cannot be written. Loading: if a file is missing or
 *   damaged, lies outside of the model's folder, or does not have the size of its weights' shapes and dtypes; the error
 *   names the file.
 *
 * @example
 * ```ts
 * const model = tf.sequential();
 * model.add(tf.layers.dense({ units: 8, inputShape: [4], kernelConstraint: maxNorm({ maxValue: 2 }) }));
 * await model.save(fileSystem('my-model')); // my-model/model.json and my-model/weights.bin
 * const loaded = await tf.loadLayersModel(fileSystem('my-model'));
 * ```
 */
export function fileSystem(path: string, ...unexpected: []): Required<tf.io.IOHandler> {
  checkString('fileSystem', 'path', path, 'the path of a folder or of a model.json');
  checkNoMore('fileSystem', unexpected);
  return {
    save: (artifacts) => save(path, artifacts),
    load: () => load(path),
  };
}

async function save(folder: string, artifacts: tf.io.ModelArtifacts): Promise<tf.io.SaveResult> {
  const model = newModel(artifacts);
  try {
    await createModel(folder, model);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    await replaceModel(folder, model);
  }
  return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
}

/** A model of TensorFlow.js as files. */
export function newModel(artifacts: tf.io.ModelArtifacts): NewModel {
  if (artifacts.modelTopology instanceof ArrayBuffer) {
    throw new TypeError(
      'fileSystem: the model topology is binary; only JSON topologies can be saved as model.json.',
    );
  }
  const { weightData } = artifacts;
  const chunks = [weightData ?? []].flat().map((chunk) => new Uint8Array(chunk));
  return {
    name: MODEL_JSON,
    weightFiles: weightData == null ? [] : [{ name: WEIGHTS_BIN, chunks }],
    json: (paths) => new TextEncoder().encode(JSON.stringify(modelJSON(artifacts, paths))),
  };
}

/** The keys in the order in which tfjs-node writes them; those that it leaves out come last. */
function modelJSON(artifacts: tf.io.ModelArtifacts, paths: string[]): tf.io.ModelJSON {
  return {
    modelTopology: artifacts.modelTopology!,
    weightsManifest:
      paths.length === 0 ? (undefined as never) : [{ paths, weights: artifacts.weightSpecs ?? [] }],
    format: artifacts.format,
    generatedBy: artifacts.generatedBy,
    convertedBy: artifacts.convertedBy,
    trainingConfig: artifacts.trainingConfig ?? undefined,
    signature: artifacts.signature ?? undefined,
    userDefinedMetadata: artifacts.userDefinedMetadata ?? undefined,
    modelInitializer: artifacts.modelInitializer ?? undefined,
    initializerSignature: artifacts.initializerSignature ?? undefined,
  };
}

async function load(path: string): Promise<tf.io.ModelArtifacts> {
  const { files, weights } = await readModel(path);
  return modelArtifacts(files, weights);
}
