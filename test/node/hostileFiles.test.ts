import { execFileSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { fileSystem } from '../../src/node/index.js';
import { runCli } from '../cli/runCli.js';
import { loadingError } from './loadingError.js';
import { type Json, saveDense, writeJson } from './savedModel.js';
import { useFolder } from '../support/useFolder.js';

beforeAll(() => tf.setBackend('cpu'));
const folder = useFolder();
const at = (name: string) => join(folder.path, name);

async function refusal(path: string): Promise<string> {
  const message = await loadingError(path);
  expect(message.length).toBeLessThan(700);
  return message.split(folder.path).join('F');
}

async function damaged(change: (json: Json) => void): Promise<string> {
  const json = await saveDense(at('model'));
  change(json);
  writeJson(at('model'), json);
  return at('model');
}

describe('a model without weights', () => {
  test('is saved, loaded, inspected, projected and goes to Keras', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [2, 3] }),
        tf.layers.activation({ activation: 'relu' }),
      ],
    });
    const input = tf.tensor3d([[[-1, 2, 0], [3, -4, 5]]]); // prettier-ignore
    for (let i = 0; i < 2; i++) {
      await model.save(fileSystem(at('model')));
      const loaded = await tf.loadLayersModel(fileSystem(at('model')));
      expect(Array.from((loaded.predict(input) as tf.Tensor).dataSync())).toEqual([
        0, 2, 0, 3, 0, 5,
      ]);
    }
    for (const args of [
      ['inspect', at('model')],
      ['inspect', at('model'), '--json'],
      ['to-keras', at('model'), at('model.keras')],
      ['inspect', at('model.keras')],
      ['from-keras', at('model.keras'), at('back')],
    ]) {
      expect([args, (await runCli(...args)).errors]).toEqual([args, []]);
    }
    const back = await tf.loadLayersModel(fileSystem(at('back')));
    expect(Array.from((back.predict(input) as tf.Tensor).dataSync())).toEqual([0, 2, 0, 3, 0, 5]);
  });
});

describe('a pipe', () => {
  test('is not waited for, in place of any file', async () => {
    if (process.platform === 'win32') return;
    await saveDense(at('model'));
    execFileSync('mkfifo', [at('pipe')]);
    expect(await refusal(at('pipe'))).toBe('F/pipe is not a regular file.');
    execFileSync('mkfifo', [at('model/pipe.bin')]);
    const path = await damaged((json) => (json.weightsManifest[0].paths = ['pipe.bin']));
    expect(await refusal(path)).toBe('F/model/pipe.bin is not a regular file.');
    execFileSync('mkfifo', [at('pipe.keras')]);
    for (const command of [
      ['inspect', at('pipe.keras')],
      ['from-keras', at('pipe.keras'), at('out')],
    ]) {
      expect((await runCli(...command)).errors.join()).toMatch(
        /pipe\.keras is not a regular file\.$/,
      );
    }
  });
});

describe('an error is short and names the file', () => {
  test('where JSON is nested 100,000 levels deep', async () => {
    mkdirSync(at('model'));
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ]) {
      const nested = open.repeat(100_000) + '1' + close.repeat(100_000);
      writeFileSync(at('model/model.json'), `{"modelTopology":{"config":${nested}}}`);
      expect(await refusal(at('model'))).toBe(
        'F/model/model.json is nested more than 500 levels deep.',
      );
    }
  });

  test('where a shape has two million axes', async () => {
    const shape = Array<number>(2_000_000).fill(1);
    const path = await damaged((json) => (json.weightsManifest[0].weights[0].shape = shape));
    expect(await refusal(path)).toMatch(/^F\/model\/model\.json: the weights of .* take 12 bytes/);
    const path2 = await damaged(
      (json) => (json.weightsManifest[0].weights[0].shape = [...shape, -1]),
    );
    expect(await refusal(path2)).toMatch(
      /^F\/model\/model\.json: weight "dense\/kernel" has shape/,
    );
  });

  test('where TensorFlow.js cannot build the model', async () => {
    const path = await damaged((json) => {
      const { config } = json.modelTopology as { config: { layers: { config: unknown }[] } };
      config.layers[0].config = { ...(config.layers[0].config as object), units: 'x'.repeat(1e6) };
    });
    const { errors } = await runCli('inspect', path);
    expect(errors.join()).toContain(`${path}/model.json cannot be loaded: `);
    expect(errors.join().length).toBeLessThan(700);
  });

  test('where a file is larger than the memory', async () => {
    const path = await damaged((json) => {
      json.weightsManifest[0].weights = [{ name: 'w', shape: [2 ** 42], dtype: 'bool' }];
    });
    // Sparse: it takes nothing on the disk.
    truncateSync(at('model/weights.bin'), 2 ** 42);
    expect(await refusal(path)).toBe(
      'F/model/weights.bin cannot be read: its 4398046511104 bytes do not fit into memory.',
    );
  });
});

test('a folder that cannot be made says why', async () => {
  const save = fileSystem('/proc/no/model').save({ modelTopology: {} });
  if (process.platform === 'linux') {
    await expect(save).rejects.toThrow(
      '/proc/no/model cannot be written: its folder does not exist.',
    );
  }
  await save.catch(() => undefined);
  const full = fileSystem('/dev/full/model').save({ modelTopology: {} });
  await expect(full).rejects.toThrow('/dev/full/model cannot be written: ');
});
