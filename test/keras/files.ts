import * as tf from '@tensorflow/tfjs';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { maxNorm } from '../../src/index.js';
import { type Datasets, writeHdf5 } from '../../src/keras/hdf5.js';
import { saveKeras } from '../../src/keras/index.js';

/** The configuration in a `.keras` file, loose enough to be changed by hand. */
export interface Topology {
  class_name: string;
  config: { layers: { class_name: string; config: Record<string, unknown> }[] };
  compile_config?: Record<string, unknown>;
}

export function smallModel(): tf.LayersModel {
  return tf.sequential({
    name: 'small',
    layers: [
      tf.layers.dense({
        name: 'hidden',
        units: 4,
        inputShape: [3],
        kernelConstraint: maxNorm({ maxValue: 1 }),
      }),
      tf.layers.dense({ name: 'output', units: 2 }),
    ],
  });
}

export function topologyOf(file: Uint8Array): Topology {
  return JSON.parse(strFromU8(unzipSync(file)['config.json'])) as Topology;
}

/** A saved model of one layer, its configuration changed by hand. */
export async function changed(
  model: tf.LayersModel,
  change: (topology: Topology) => void,
): Promise<Uint8Array> {
  const entries = unzipSync(await saveKeras(model));
  const topology = JSON.parse(strFromU8(entries['config.json'])) as Topology;
  change(topology);
  return zipSync({ ...entries, 'config.json': strToU8(JSON.stringify(topology)) });
}

/** A saved model with other entries in its archive. */
export async function repacked(
  entries: Record<string, Uint8Array>,
  level: 0 | 9 = 0,
): Promise<Uint8Array> {
  return zipSync({ ...unzipSync(await saveKeras(smallModel())), ...entries }, { level });
}

/** A saved model with other weights. */
export async function withWeights(datasets: Datasets): Promise<Uint8Array> {
  const groups = ['vars', ...datasets.map(({ path }) => path.slice(0, path.lastIndexOf('/')))];
  return repacked({ 'model.weights.h5': await writeHdf5(groups, datasets) });
}
