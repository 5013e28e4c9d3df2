import * as tf from '@tensorflow/tfjs';

/** A model as `model.save('downloads://...')` writes it; that itself works on pages only, not in workers. */
export interface ModelFiles {
  json: File;
  weights: File;
}

export async function saveModel(model: tf.LayersModel, name = 'model'): Promise<ModelFiles> {
  let files: ModelFiles | undefined;
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      const { weightData, weightSpecs, ...topology } = artifacts;
      const path = `${name}.weights.bin`;
      const weightsManifest = [{ paths: [path], weights: weightSpecs }];
      files = {
        json: new File([JSON.stringify({ ...topology, weightsManifest })], `${name}.json`),
        weights: new File([tf.io.CompositeArrayBuffer.join(weightData)], path),
      };
      const modelArtifactsInfo = tf.io.getModelArtifactsInfoForJSON(artifacts);
      return Promise.resolve({ modelArtifactsInfo });
    }),
  );
  return files!;
}

/**
 * Finds the two files of a model among those chosen, whatever a browser made of their names: a second download of
 * `model.json` is called `model (1).json`, `model(1).json` or `model-1.json`.
 *
 * @throws If they are not the two files of one model.
 */
export async function recognizeFiles(files: File[]): Promise<ModelFiles> {
  const chosen = files.map(({ name }) => name).join(', ') || 'nothing';
  const json = files.filter(({ name }) => name.endsWith('.json'));
  const weights = files.filter(({ name }) => !name.endsWith('.json'));
  if (json.length !== 1 || weights.length !== 1) {
    throw new Error(`choose the .json file and the .bin file of one model together, got ${chosen}`);
  }
  const paths = weightPaths(await json[0].text());
  if (paths?.length !== 1) {
    throw new Error(`${json[0].name} is not the .json file of a model with one weights file`);
  }
  return { json: json[0], weights: new File([weights[0]], paths[0]) };
}

export function loadModel({ json, weights }: ModelFiles): Promise<tf.LayersModel> {
  return tf.loadLayersModel(tf.io.browserFiles([json, weights]));
}

/** The same model without any constraint. */
export async function withoutConstraints({ json, weights }: ModelFiles): Promise<ModelFiles> {
  const topology: unknown = JSON.parse(await json.text(), (key, value: unknown) =>
    key.endsWith('_constraint') ? null : value,
  );
  return { json: new File([JSON.stringify(topology)], json.name), weights };
}

function weightPaths(text: string): string[] | null {
  try {
    const { weightsManifest } = JSON.parse(text) as { weightsManifest?: { paths: string[] }[] };
    return weightsManifest?.flatMap(({ paths }) => paths) ?? null;
  } catch {
    return null;
  }
}
