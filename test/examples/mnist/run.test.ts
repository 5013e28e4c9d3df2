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

let data: string;
let folder: string;
let printed: string;

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

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnist-run-'));
  printed = '';
  const print = (line = '') => (printed += `${line}\n`);
  jest.spyOn(console, 'log').mockImplementation(print);
  jest.spyOn(console, 'error').mockImplementation(print);
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => !!print(String(text)));
});

afterEach(async () => {
  jest.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const quick = (...args: string[]) =>
  run([
    ...['--backend', 'wasm', '--max-steps', '6', '--batch-size', '32', '--data', data],
    ...['--output', folder, ...args],
  ]);

async function savedModel(): Promise<tf.LayersModel> {
  return tf.loadLayersModel(fileSystem(folder));
}

test('trains, reports the norms, saves, loads and compares', async () => {
  expect(await quick('--model', 'mlp', '--max-norm', '0.25')).toBe(0);
  expect(printed).toContain('Backend: wasm (as asked for).');
  expect(printed).toContain('Data: 200 digits to train on, 50 to test on, from');
  expect(printed).toMatch(/epoch 1\/\d+: loss \d\.\d{4}, accuracy \d+\.\d\d %/);
  expect(printed).toMatch(/Test accuracy: \d+\.\d\d %/);
  expect(printed).toMatch(/hidden_1\/kernel +\[784, 512\] +0\.25 .* (9\d|100) %/);
  expect(printed).toMatch(
    /loaded\s+again:\s+predictions\s+are\s+the\s+same,\s+norms\s+are\s+the\s+same\./,
  );
  expect((await readdir(folder)).length).toBe(2);
  const model = await savedModel();
  for (const layer of model.layers.filter(({ weights }) => weights.length > 0)) {
    const norms = await unitNorms(layer.getWeights()[0]).data();
    expect(Math.max(...norms)).toBeLessThanOrEqual(0.25 * (1 + 1e-6));
  }
});

test('repeats exactly with the same seed, without dropout', async () => {
  const weights = async (seed: string) => {
    await quick('--model', 'mlp', '--dropout', '0', '--seed', seed);
    return readFile(weightsFile(folder));
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
  expect(printed).toMatch(/Interrupted after \d+ steps/);
  expect(printed).toContain('Test accuracy');
  expect(process.listenerCount('SIGINT')).toBe(0);
});

test('says what is wrong with an option and ends with code 2', async () => {
  expect(await run(['--epochs', 'many'])).toBe(2);
  expect(printed).toBe('--epochs must be an integer of at least 1, got "many".\n');
});

test('says which data file is missing and ends with code 1', async () => {
  expect(await quick('--data', folder)).toBe(1);
  expect(printed).toContain(`${join(folder, 'train-images-idx3-ubyte')}: not found`);
});

test('finds out before training that the folder for the model cannot be made', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  expect(await quick('--output', file)).toBe(1);
  expect(printed).toContain(`${file}: cannot hold the model`);
  expect(printed).not.toContain('epoch');
});

test('prints its help', async () => {
  expect(await run(['--help'])).toBe(0);
  expect(printed).toContain('--learning-rate');
});
