import * as tf from '../tfjs/tf.js';
import { type ModelFiles, type WeightBytes, composite, readModel } from '../node/modelFiles.js';
import { useCpu } from './useCpu.js';

/** A weight and its place in the files. */
export interface StoredWeight {
  spec: tf.io.WeightsManifestEntry;
  bytes: WeightBytes;
  start: number;
  end: number;
}

/** A saved model in memory. */
export interface StoredModel {
  format: 'layers-model' | 'graph-model';
  files: ModelFiles;
  weightBytes: WeightBytes[];
  weights: StoredWeight[];
}

/**
 * Reads a saved model on TensorFlow.js's cpu backend, which needs no native parts.
 *
 * @param path The model's folder, or its `model.json`.
 * @throws As {@link readModel}; if the model has no weights, or is of neither format.
 */
export async function readStoredModel(path: string): Promise<StoredModel> {
  await useCpu();
  const { files, weights: weightBytes } = await readModel(path);
  const format = formatOf(files);
  if (files.groups == null) throw new Error(`${files.path} has no weightsManifest: no weights.`);
  const weights = weightBytes.flatMap((bytes) =>
    bytes.group.weights.map((spec, i) => ({
      spec,
      bytes,
      start: bytes.offsets[i],
      end: bytes.offsets[i + 1],
    })),
  );
  return { format, files, weightBytes, weights };
}

function formatOf({ path, json }: ModelFiles): StoredModel['format'] {
  const topology = json.modelTopology as Record<string, unknown>;
  if (Array.isArray(topology.node)) return 'graph-model';
  if ('model_config' in topology || 'class_name' in topology || 'className' in topology) {
    return 'layers-model';
  }
  throw new Error(`${path}: modelTopology is neither that of a LayersModel nor of a GraphModel.`);
}

/** A weight's values, decoded if it is quantized. */
export function decodeStoredWeight({ spec, bytes, start, end }: StoredWeight): tf.Tensor {
  const data = end > start ? composite(bytes.buffers).slice(start, end) : new ArrayBuffer(0);
  // Under a name of our own: one such as "__proto__" would be lost.
  return tf.io.decodeWeights(data, [{ ...spec, name: 'weight' }]).weight;
}

/**
 * Writes a weight's values into the bytes of its files.
 *
 * @throws If the weight is quantized: its few levels cannot hold the values.
 */
export function overwriteStoredWeight(
  { path }: ModelFiles,
  { spec, bytes, start }: StoredWeight,
  values: Float32Array,
): void {
  if (spec.quantization != null) {
    throw new Error(
      `${path}: weight "${spec.name}" exceeds the bound and is quantized (${spec.quantization.dtype}), ` +
        `so it cannot hold projected values: project the model first, quantize it then.`,
    );
  }
  const from = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let bufferStart = 0;
  for (const buffer of bytes.buffers) {
    const first = Math.max(start, bufferStart);
    const last = Math.min(start + from.length, bufferStart + buffer.byteLength);
    if (first < last) {
      new Uint8Array(buffer).set(from.subarray(first - start, last - start), first - bufferStart);
    }
    bufferStart += buffer.byteLength;
  }
}
