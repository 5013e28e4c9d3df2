import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { fileSystem } from '../../src/node/index.js';
import { useFolder } from '../support/useFolder.js';

const folder = useFolder();
const node = tfjsNode();
const whereInstalled = node == null ? describe.skip : describe;

whereInstalled('with tfjs-node', () => {
  // Its own tensors come from outside of the sandbox that Jest runs tests in.
  beforeAll(() => tf.setBackend('cpu'));

  test('the files are the same, byte for byte', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 2, inputShape: [3] }),
        tf.layers.batchNormalization(),
        tf.layers.dense({ units: 1 }),
      ],
    });
    model.compile({ optimizer: tf.train.adam(), loss: 'meanSquaredError', metrics: ['mae'] });
    model.setUserDefinedMetadata({ labels: ['a', 'b'] });
    const [ours, theirs] = [join(folder.path, 'ours'), join(folder.path, 'theirs')];
    await model.save(fileSystem(ours), { includeOptimizer: true });
    await model.save(node!.io.fileSystem(theirs), { includeOptimizer: true });
    for (const file of ['model.json', 'weights.bin']) {
      expect(readFileSync(join(ours, file))).toEqual(readFileSync(join(theirs, file)));
    }
  });

  test('it answers for file:// URLs, alone', () => {
    const theirs = node!.io.fileSystem('model').constructor;
    for (const handlers of [
      tf.io.getLoadHandlers('file://model'),
      tf.io.getSaveHandlers('file://model'),
    ]) {
      expect(handlers.map((handler) => handler.constructor)).toEqual([theirs]);
    }
  });
});

function tfjsNode(): { io: { fileSystem(path: string): tf.io.IOHandler } } | null {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- optional, so it cannot be imported
    return require('@tensorflow/tfjs-node') as ReturnType<typeof tfjsNode>;
  } catch {
    return null;
  }
}
