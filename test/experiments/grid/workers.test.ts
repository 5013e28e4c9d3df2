import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sweep } from '../../../experiments/sweep.js';
import { useBackend } from '../../../examples/shared/backend.js';
import { loadMnist } from '../../../examples/shared/mnist/load.js';

const [, { settings: usual }] = sweep.plan('quick').variants;
const settings = { ...usual, hidden: [12], trainDigits: 200, epochs: 2, every: 1 };

test('training in processes of its own comes to what it comes to in this one, bit for bit', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    join(__dirname, 'trainInWorkers.ts'),
    JSON.stringify(settings),
    '[1, 2]',
  ]);
  const there = JSON.parse(stdout) as { results: object[]; shares: number[]; error: string };

  await useBackend('wasm');
  const mnist = await loadMnist();
  const train = (seed: number) =>
    sweep.train(settings, { seed, mnist, checkpoint: '', progress: () => undefined });
  expect(there.results).toEqual([await train(1), await train(2)]);
  expect(there.shares.sort()).toEqual([0.5, 0.5, 1, 1]);
  expect(there.error).toMatch(/units/);
}, 300_000);
