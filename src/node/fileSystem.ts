import { checkNoMore, checkString } from '../checks.js';
import * as tf from '../tfjs/tf.js';
import { MODEL_JSON, modelArtifacts, readModelFiles, readWeightBytes } from './modelFiles.js';
import { writeFiles } from './writeFiles.js';

const WEIGHTS_BIN = 'weights.bin';

/**
 * Saves models to disk and loads them in Node, without `@tensorflow/tfjs-node`: what `tf.io.fileSystem` is there, and
 * the files are the same.
 *
 * Saving writes `model.json` and `weights.bin` into the folder, both or neither, and creates the folder where it is
 * missing. Loading takes the folder or its `model.json`, with weights in any number of files, for `tf.loadLayersModel`
 * and `tf.loadGraphModel`; nothing is allocated before the files were found to be what `model.json` says.
 *
 * @param path A folder; for loading, also the path of a `model.json`.
 * @throws {TypeError} If `path` is no string.
 * @throws {RangeError} If `path` is empty.
 * @throws {Error} Saving: if the path is a file or cannot be written. Loading: if a file is missing or
 *   damaged, lies outside of the model's folder, or has not the size of its weights' shapes and dtypes; the error names
 *   the file.
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
  if (artifacts.modelTopology instanceof ArrayBuffer) {
    throw new Error(
      'fileSystem: the model topology is binary; only JSON topologies can be saved as model.json.',
    );
  }
  const { weightData } = artifacts;
  const json = new TextEncoder().encode(JSON.stringify(modelJSON(artifacts)));
  const files = [{ name: MODEL_JSON, chunks: [json] }];
  if (weightData != null) {
    const chunks = [weightData].flat().map((chunk) => new Uint8Array(chunk));
    files.unshift({ name: WEIGHTS_BIN, chunks });
  }
  await writeFiles(folder, files);
  return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
}

/** The keys in the order in which tfjs-node writes them; those that it leaves out come last. */
function modelJSON(artifacts: tf.io.ModelArtifacts): tf.io.ModelJSON {
  const { weightSpecs, weightData } = artifacts;
  return {
    modelTopology: artifacts.modelTopology!,
    weightsManifest:
      weightData == null
        ? (undefined as never)
        : [{ paths: [WEIGHTS_BIN], weights: weightSpecs ?? [] }],
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
  const files = await readModelFiles(path);
  return modelArtifacts(files, await readWeightBytes(files));
}
