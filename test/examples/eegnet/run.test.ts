import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { dump } from 'npyjs';
import { run } from '../../../examples/eegnet/run.js';
import { unitNorms } from '../../../src/index.js';
import { loadKeras } from '../../../src/keras/index.js';
import { useFolder } from '../../support/useFolder.js';
import { usePrinted } from '../usePrinted.js';

const folder = useFolder();
const printed = usePrinted();

const quick = (...args: string[]) =>
  run(['--backend', 'wasm', '--epochs', '1', '--seeds', '1', '--output', folder.path, ...args]);

/** Written by MNE-Python and NumPy: recording/make.py. */
const DATA = join(__dirname, 'recording/x.npy');
const LABELS = join(__dirname, 'recording/y.npy');

async function npy(name: string, values: number[], shape: number[]): Promise<string> {
  const path = join(folder.path, name);
  await writeFile(path, new Uint8Array(dump(Float64Array.from(values), shape)));
  return path;
}

test('compares on synthetic trials, draws, and trains what Keras saved', async () => {
  expect(await quick()).toBe(0);
  expect(printed.text).toContain('synthetic trials: 256 to train on, 512 held out, of 8 channels');
  expect(printed.text).toMatch(/under its bounds \d+\.\d % \(\d+\.\d\)/);
  // The bounds of its paper, of both networks.
  expect(printed.text.match(/_kernel +\[8, 1, 8, 2\] +1 /g)).toHaveLength(2);
  expect(printed.text.match(/dense\/kernel +\[64, 2\] +0\.25 .* 0\.2\d/g)).toHaveLength(2);
  expect(printed.text).toMatch(
    /eegnet\.keras, as Keras saved it[^_]*Accuracy on the trials held out: \d/,
  );
  const picture = await readFile(join(folder.path, 'filters.svg'), 'utf8');
  expect(picture).toMatch(/^<svg[^]*trained on synthetic trials/);
});

test('reads epochs of MNE-Python, and saves a network within its bounds', async () => {
  expect(await quick('--data', DATA, '--labels', LABELS)).toBe(0);
  expect(printed.text).toContain(
    'x.npy: 30 to train on, 10 held out, of 3 channels and 64 samples, in 2 classes (769, 770)',
  );
  const model = await loadKeras(join(folder.path, 'eegnet.keras'));
  expect(model.inputs[0].shape).toEqual([null, 3, 64, 1]);
  const norms = (layer: string, axis: number[]) =>
    tf.tidy(() => Math.max(...unitNorms(model.getLayer(layer).getWeights()[0], axis).dataSync()));
  expect(norms('spatial', [0, 1])).toBeLessThanOrEqual(1 + 1e-6);
  expect(norms('dense', [0])).toBeLessThanOrEqual(0.25 * (1 + 1e-6));
});

test('learns what the recording holds', async () => {
  await quick('--data', DATA, '--labels', LABELS, '--epochs', '100');
  expect(printed.text).toMatch(/under its bounds (90|100)\.0 %/);
});

test('leaves no tensors behind', async () => {
  await quick();
  const before = tf.memory().numTensors;
  await quick();
  expect(tf.memory().numTensors).toBe(before);
});

describe('refuses', () => {
  const noise = (count: number) => Array.from({ length: count }, (_, i) => Math.sin(i * i));

  test.each([
    [['--epochs', '0'], '--epochs must be an integer of at least 1, got "0".'],
    [['--seed', '2'], "Unknown option '--seed'; --help lists the options."],
    [['--data', DATA], '--data and --labels go together, got --data alone.'],
    [['--labels', LABELS], '--data and --labels go together, got --labels alone.'],
    [['extra'], /Unexpected argument 'extra'/],
  ])('%j with exit code 2', async (args, message) => {
    expect(await run(args)).toBe(2);
    expect(printed.text).toMatch(message);
  });

  test.each([
    [
      noise(64),
      [1, 64],
      /x\.npy must have the shape \[trials, channels, samples\], .* got \[1, 64\]/,
    ],
    [
      noise(4 * 31),
      [4, 1, 31],
      /x\.npy must have one channel and 32 samples at least, got 1 channels of 31/,
    ],
    [
      [...noise(127), NaN],
      [4, 1, 32],
      /x\.npy must hold finite numbers, got NaN in trial 3, channel 0/,
    ],
    [[], [0, 3, 64], /y\.npy must hold one label for each of the 0 trials/],
  ])('trials of a wrong kind', async (values, shape, message) => {
    const data = await npy('x.npy', values, shape);
    const labels = await npy('y.npy', [1, 2, 1, 2], [4]);
    expect(await quick('--data', data, '--labels', labels)).toBe(1);
    expect(printed.text).toMatch(message);
  });

  test.each([
    [[1, 2, 1], [3], /y\.npy must hold one label for each of the 4 trials, shape \[4\], got \[3\]/],
    [[1, 2, 1, 2], [4, 1], /got \[4, 1\]/],
    [[1, 2, 1.5, 2], [4], /y\.npy must hold whole numbers, got 1\.5/],
    [[1, 1, 1, 1], [4], /y\.npy must name two classes at least, got 1\./],
    [[1, 1, 1, 2], [4], /y\.npy must have two trials of each class at least, .* got one of 2\./],
  ])('labels of a wrong kind', async (values, shape, message) => {
    const data = await npy('x.npy', noise(4 * 32), [4, 1, 32]);
    const labels = await npy('y.npy', values, shape);
    expect(await quick('--data', data, '--labels', labels)).toBe(1);
    expect(printed.text).toMatch(message);
  });

  test('a network from Keras that takes other trials, before it trains', async () => {
    const keras = 'examples/eegnet/eegnet.keras';
    expect(await quick('--data', DATA, '--labels', LABELS, '--keras', keras)).toBe(1);
    expect(printed.text).toMatch(
      /takes \[8, 128, 1\] and gives \[2\]; .* takes \[3, 64, 1\] and gives \[2\]/,
    );
    expect(printed.text).not.toContain('epoch');
    expect(await quick('--keras', LABELS)).toBe(1);
    expect(printed.text).toMatch(/neither a \.keras file \(zip\) nor an \.h5 file/);
  });
});

test('prints its help', async () => {
  expect(await run(['--help'])).toBe(0);
  expect(printed.text).toContain('synthetic');
  expect(printed.text).toContain('--labels');
  for (const line of printed.text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});
