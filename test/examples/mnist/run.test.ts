import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { type Digits, pick } from '../../../examples/shared/mnist/digits.js';
import { splitByClass } from '../../../examples/shared/mnist/load.js';
import { npmDigits } from '../../../examples/shared/mnist/npmDigits.js';
import { run } from '../../../examples/mnist/run.js';
import { unitNorms } from '../../../src/index.js';
import { fileSystem } from '../../../src/node/index.js';
import { weightsFile } from '../../node/savedModel.js';
import { writeIdx } from '../shared/mnist/writeIdx.js';
import { useFolder } from '../../support/useFolder.js';
import { usePrinted } from '../usePrinted.js';

let data: string;
const folder = useFolder();
const printed = usePrinted();

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'mnist-data-'));
  const { train, test } = splitByClass(await npmDigits(), 5);
  const every = (step: number, digits: Digits) =>
    pick(
      digits,
      [...digits.labels.keys()].filter((i) => i % step === 0),
    );
  await writeIdx(data, 'train', every(40, train));
  await writeIdx(data, 't10k', every(40, test));
});

afterAll(() => rm(data, { recursive: true }));

const quick = (...args: string[]) =>
  run([
    ...['--backend', 'wasm', '--max-steps', '6', '--batch-size', '32', '--data', data],
    ...['--output', folder.path, ...args],
  ]);

async function savedModel(): Promise<tf.LayersModel> {
  return tf.loadLayersModel(fileSystem(folder.path));
}

test('trains, reports the norms, saves, loads and compares', async () => {
  expect(await quick('--model', 'mlp', '--max-norm', '0.25')).toBe(0);
  expect(printed.text).toContain('Backend: wasm (as asked for).');
  expect(printed.text).toContain('Data: 200 digits to train on, 50 to test on, from');
  expect(printed.text).toMatch(/epoch 1\/\d+: loss \d\.\d{4}, accuracy \d+\.\d\d %/);
  expect(printed.text).toMatch(/Test accuracy: \d+\.\d\d %/);
  expect(printed.text).toMatch(/hidden_1\/kernel +\[784, 512\] +0\.25 .* (9\d|100) %/);
  expect(printed.text).toMatch(
    /loaded\s+again:\s+predictions\s+are\s+the\s+same,\s+norms\s+are\s+the\s+same\./,
  );
  expect((await readdir(folder.path)).length).toBe(2);
  const model = await savedModel();
  for (const layer of model.layers.filter(({ weights }) => weights.length > 0)) {
    const norms = await unitNorms(layer.getWeights()[0]).data();
    expect(Math.max(...norms)).toBeLessThanOrEqual(0.25 * (1 + 1e-6));
  }
});

test('repeats exactly with the same seed, without dropout', async () => {
  const weights = async (seed: string) => {
    await quick('--model', 'mlp', '--dropout', '0', '--seed', seed);
    return readFile(weightsFile(folder.path));
  };
  const first = await weights('3');
  expect((await weights('3')).equals(first)).toBe(true);
  expect((await weights('4')).equals(first)).toBe(false);
});

test('leaves no tensors behind', async () => {
  await quick('--model', 'mlp');
  const before = tf.memory().numTensors;
  await quick('--model', 'mlp');
  expect(tf.memory().numTensors).toBe(before);
});

test('ends after the batch at hand on Ctrl-C, says so and still reports', async () => {
  setTimeout(() => process.emit('SIGINT'), 1000);
  expect(await quick('--model', 'mlp', '--max-steps', '100000', '--epochs', '1000')).toBe(0);
  expect(printed.text).toMatch(/Interrupted after \d+ steps/);
  expect(printed.text).toContain('Test accuracy');
  expect(process.listenerCount('SIGINT')).toBe(0);
});

test('says what is wrong with an option and ends with code 2', async () => {
  expect(await run(['--epochs', 'many'])).toBe(2);
  expect(printed.text).toBe('--epochs must be an integer of at least 1, got "many".\n');
});

test('says which data file is missing and ends with code 1', async () => {
  expect(await quick('--data', folder.path)).toBe(1);
  expect(printed.text).toContain(`${join(folder.path, 'train-images-idx3-ubyte')}: not found`);
});

test('finds out before training that the folder for the model cannot be made', async () => {
  const file = join(folder.path, 'file');
  await writeFile(file, '');
  expect(await quick('--output', file)).toBe(1);
  expect(printed.text).toContain(`${file}: cannot hold the model`);
  expect(printed.text).not.toContain('epoch');
});

test('prints its help', async () => {
  expect(await run(['--help'])).toBe(0);
  expect(printed.text).toContain('--learning-rate');
});
