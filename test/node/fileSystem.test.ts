import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { maxNorm } from '../../src/index.js';
import { fileSystem } from '../../src/node/index.js';

let folder: string;

beforeAll(() => tf.setBackend('cpu'));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tfjs-max-norm-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function bitsOf(model: tf.LayersModel): number[][] {
  return model.getWeights().map((weight) => Array.from(new Int32Array(weight.dataSync().buffer)));
}

function smallModel(): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 3,
        kernelSize: 2,
        inputShape: [4, 4, 1],
        kernelConstraint: maxNorm({ maxValue: 1 }),
      }),
      tf.layers.batchNormalization(),
      tf.layers.flatten(),
      tf.layers.dense({ units: 2 }),
    ],
  });
}

test('a model comes back bit for bit, from its folder and from its model.json', async () => {
  const model = smallModel();
  const path = join(folder, 'deep', 'model');
  const { modelArtifactsInfo } = await model.save(fileSystem(path));
  expect(modelArtifactsInfo.weightDataBytes).toBe(4 * model.countParams());
  expect((await readdir(path)).sort()).toEqual(['model.json', 'weights.bin']);
  expect(await readdir(join(folder, 'deep'))).toEqual(['model']);

  for (const from of [path, join(path, 'model.json')]) {
    const loaded = await tf.loadLayersModel(fileSystem(from));
    expect(bitsOf(loaded)).toEqual(bitsOf(model));
    loaded.dispose();
  }
});
