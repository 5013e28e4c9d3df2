import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';

/** A `model.json` as a test may damage it. */
export interface Json {
  [key: string]: unknown;
  weightsManifest: { paths: unknown[]; weights: Record<string, unknown>[] }[];
}

export function readJson(folder: string): Json {
  return JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as Json;
}

/** The path of a model's only weight file. */
export function weightsFile(folder: string): string {
  return join(folder, readJson(folder).weightsManifest[0].paths[0] as string);
}

export function writeJson(folder: string, json: unknown): void {
  writeFileSync(join(folder, 'model.json'), JSON.stringify(json));
}

/** Saves `dense` [3, 2] with bias into the folder as tfjs-node does, its weights 0.5, 1, 1.5 and so on, and returns its JSON. */
export async function saveDense(folder: string): Promise<Json> {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 2, inputShape: [3], name: 'dense' })],
  });
  const values = Float32Array.from({ length: 8 }, (_, i) => (i + 1) / 2);
  model.setWeights([tf.tensor(values.slice(0, 6), [3, 2]), tf.tensor(values.slice(6), [2])]);
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      const { modelTopology, weightSpecs, weightData, format, generatedBy, convertedBy } =
        artifacts;
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'weights.bin'), new Uint8Array(weightData as ArrayBuffer));
      writeJson(folder, {
        modelTopology,
        weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }],
        format,
        generatedBy,
        convertedBy,
      });
      return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) });
    }),
  );
  model.dispose();
  return readJson(folder);
}

export function bitsOf(model: tf.LayersModel): number[][] {
  return model
    .getWeights()
    .map((weight) => Array.from(new Int32Array(weight.dataSync().slice().buffer)));
}
