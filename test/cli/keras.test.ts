import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { maxNorm } from '../../src/index.js';
import { fileSystem } from '../../src/node/index.js';
import { runCli } from './runCli.js';

const folder = mkdtempSync(join(tmpdir(), 'cli-keras-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  await tf.setBackend('cpu');
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        name: 'hidden',
        units: 3,
        inputShape: [4],
        kernelConstraint: maxNorm({ maxValue: 1 }),
      }),
    ],
  });
  await model.save(fileSystem(at('model')));
});

test('a model goes to Keras and back, its weights bit for bit', async () => {
  const there = await runCli('to-keras', at('model'), at('model.keras'));
  expect(there.errors).toEqual([]);
  expect(there.output).toMatch(/^Written: .*model\.keras \([\d,]+ bytes\)$/);
  expect((await runCli('from-keras', at('model.keras'), at('back'))).errors).toEqual([]);
  expect(readFileSync(at('back/weights.bin'))).toEqual(readFileSync(at('model/weights.bin')));
});

test('a Keras file is inspected', async () => {
  const { code, output } = await runCli('inspect', at('model.keras'), '--json');
  expect(code).toBe(0);
  const { format, weights } = JSON.parse(output) as { format: string; weights: object[] };
  expect(format).toBe('keras');
  expect(weights).toMatchObject([
    { layer: 'hidden', weight: 'kernel', constraint: 'MaxNorm', maxValue: 1, axis: [0] },
  ]);
});

test('nothing is written over without --force, and nothing at all of a bad file', async () => {
  expect((await runCli('to-keras', at('model'), at('model.keras'))).errors.join()).toMatch(
    /already exists: nothing was written/,
  );
  expect((await runCli('to-keras', at('model'), at('model.keras'), '--force')).code).toBe(0);
  writeFileSync(at('bad.keras'), 'no zip');
  const bad = await runCli('from-keras', at('bad.keras'), at('nowhere'));
  expect(bad.code).toBe(1);
  expect(bad.errors.join()).toMatch(/neither a \.keras file/);
  expect(existsSync(at('nowhere'))).toBe(false);
});
