import * as tf from '@tensorflow/tfjs';

/** As `model.save('downloads://...')` names and fills them; that itself works on pages only, not in workers. */
export interface ModelFiles {
  'model.json': Blob;
  'model.weights.bin': Blob;
}

export async function saveModel(model: tf.LayersModel): Promise<ModelFiles> {
  let files: ModelFiles | undefined;
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      const { weightData, weightSpecs, ...topology } = artifacts;
      const weights = new Blob([tf.io.CompositeArrayBuffer.join(weightData)]);
      const weightsManifest = [{ paths: ['model.weights.bin'], weights: weightSpecs }];
      files = {
        'model.json': new Blob([JSON.stringify({ ...topology, weightsManifest })]),
        'model.weights.bin': weights,
      };
      const modelArtifactsInfo = tf.io.getModelArtifactsInfoForJSON(artifacts);
      return Promise.resolve({ modelArtifactsInfo });
    }),
  );
  return files!;
}

/** @param files The two files of {@link saveModel}, or of `model.save`. */
export function loadModel(files: File[]): Promise<tf.LayersModel> {
  const json = files.filter(({ name }) => name.endsWith('.json'));
  const weights = files.filter(({ name }) => !name.endsWith('.json'));
  if (json.length !== 1 || weights.length === 0) {
    throw new Error(
      'choose the .json file and the .bin file of one model together, ' +
        `got ${files.map(({ name }) => name).join(', ') || 'nothing'}`,
    );
  }
  return tf.loadLayersModel(tf.io.browserFiles([...json, ...weights]));
}

export function asFiles(files: ModelFiles): File[] {
  return Object.entries(files).map(([name, blob]) => new File([blob as Blob], name));
}
