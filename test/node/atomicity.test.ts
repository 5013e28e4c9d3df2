import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import { fileSystem } from '../../src/node/index.js';
import { kill, readiness, result, start } from './processes.js';
import { readJson, saveDense } from './savedModel.js';
import { useFolder } from '../support/useFolder.js';
import { tagged, tagOf } from './taggedModel.js';

beforeAll(() => tf.setBackend('cpu'));
const folder = useFolder();
const BEING_REPLACED = /model\.json is being replaced: it changed twice while the model was read/;

/** The model that is there, or `null` where a writer came between twice. */
async function readTag(): Promise<number | null> {
  try {
    return tagOf(await fileSystem(folder.path).load());
  } catch (error) {
    if (BEING_REPLACED.test((error as Error).message)) return null;
    throw error;
  }
}

describe('a reader gets one whole model', () => {
  test('with several writers in one process', async () => {
    mkdirSync(folder.path, { recursive: true });
    await fileSystem(folder.path).save(tagged(0));
    for (let round = 0; round < 15; round++) {
      const writes = [1, 2, 3, 4].map((n) => fileSystem(folder.path).save(tagged(4 * round + n)));
      const reads = [readTag(), readTag(), readTag()];
      await Promise.all([...writes, ...reads]);
      expect(await readTag()).toBeGreaterThan(4 * round);
    }
    expect(readdirSync(folder.path)).toHaveLength(2);
  });

  test('with several writers that make the folder at once', async () => {
    const path = join(folder.path, 'new', 'model');
    await Promise.all([1, 2, 3, 4].map((n) => fileSystem(path).save(tagged(n))));
    expect(tagOf(await fileSystem(path).load())).toBeGreaterThan(0);
    expect(readdirSync(path)).toHaveLength(2);
    expect(readdirSync(join(folder.path, 'new'))).toEqual(['model']);
  });

  test('with several processes, each killed at some instant', async () => {
    writeFileSync(join(folder.path, 'labels.txt'), 'kept');
    await fileSystem(folder.path).save(tagged(1));
    let read = 0;
    for (let round = 1; round <= 2; round++) {
      const writers = [1, 2, 3].map((n) =>
        start('savingLoop.ts', folder.path, String(1e6 * (3 * round + n))),
      );
      await Promise.all(writers.map(readiness));
      for (const writer of writers) {
        const end = Date.now() + 50 + 200 * Math.random();
        while (Date.now() < end) if ((await readTag()) != null) read++;
        await kill(writer);
      }
      expect(await readTag()).toBeGreaterThan(0);
    }
    expect(read).toBeGreaterThan(0);
    // What the killed ones left is removed by the next.
    await fileSystem(folder.path).save(tagged(7));
    expect(await readTag()).toBe(7);
    expect(readdirSync(folder.path).sort()).toEqual(
      [
        'labels.txt',
        'model.json',
        ...(readJson(folder.path).weightsManifest[0].paths as string[]),
      ].sort(),
    );
  }, 180_000);
});

test('a model that is replaced while it is read is read once more, and then refused as such', async () => {
  await fileSystem(folder.path).save(tagged(1));
  const path = join(folder.path, 'model.json');
  const json = readFileSync(path, 'utf8');
  // A JSON file that never fits its weights, written anew again and again.
  const names = Array.from({ length: 300 }, (_, i) => `${i}.bin`);
  for (const name of names) writeFileSync(join(folder.path, name), '');
  const damaged = json.replace(
    /"paths":\[[^\]]*\]/,
    `"paths":${JSON.stringify([...names, 'gone.bin'])}`,
  );
  writeFileSync(path, damaged);
  let isWriting = true;
  const writing = (async () => {
    for (let i = 0; isWriting; i++) {
      writeFileSync(path, damaged + ' '.repeat(i % 100));
      await wait(0);
    }
  })();
  const messages = new Set<string>();
  for (let i = 0; i < 5; i++) {
    await fileSystem(folder.path)
      .load()
      .catch(({ message }: Error) => messages.add(message.split(folder.path).join('M')));
  }
  isWriting = false;
  await writing;
  expect([...messages].sort()).toContain(
    'M/model.json is being replaced: it changed twice while the model was read. Load it again later.',
  );
});

describe('what was saved over another model', () => {
  async function savedTwice(): Promise<tf.LayersModel> {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
    await saveDense(folder.path);
    expect(readdirSync(folder.path).sort()).toEqual(['model.json', 'weights.bin']);
    model.setWeights(model.getWeights().map((weight) => weight.add(1)));
    await model.save(fileSystem(folder.path));
    expect(readdirSync(folder.path).sort()).toEqual([
      'model.json',
      expect.stringMatching(/^model\.weights-[0-9a-f]{16}\.bin$/),
    ]);
    return model;
  }

  test('loads over HTTP in plain TensorFlow.js', async () => {
    const model = await savedTwice();
    const server = createServer((request, response) => {
      response.end(readFileSync(join(folder.path, request.url!)));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const { output } = await result(start('loadPlain.ts', `http://127.0.0.1:${port}/model.json`));
      expect(JSON.parse(output)).toEqual(
        model.getWeights().map((weight) => [...weight.dataSync()]),
      );
    } finally {
      server.close();
    }
  });

  test('keeps files of other names, those of other models among them', async () => {
    const others = ['labels.txt', 'other.weights-0123456789abcdef.bin', 'model.weights-old.bin'];
    for (const name of others) writeFileSync(join(folder.path, name), name);
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
    for (let i = 0; i < 3; i++) await model.save(fileSystem(folder.path));
    expect(readdirSync(folder.path)).toEqual(expect.arrayContaining(others));
    expect(readdirSync(folder.path)).toHaveLength(others.length + 2);
  });
});
