// What train.py of the distributed example takes, and what it refuses: `trainData.ts PYTHON FOLDER`.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { dump } from 'npyjs';
import { maxNorm, unitNorms } from '../../src/index.js';
import { loadKeras, saveKeras } from '../../src/keras/index.js';

const [python, folder] = process.argv.slice(2);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
tf.enableProdMode();
await tf.setBackend('cpu');

const MAX_VALUE = 0.5;
const CLASSES = 3;
const COUNT = 12;
type Values = Float32Array | Uint8Array | BigInt64Array;

/** Takes `[4, 8, 1]`, as EEGNet takes `[channels, samples, 1]`. */
async function saveModel(name: string, loss: string | undefined, units = CLASSES): Promise<void> {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 2,
        kernelSize: 3,
        inputShape: [4, 8, 1],
        kernelConstraint: maxNorm({ maxValue: MAX_VALUE }),
      }),
      tf.layers.flatten(),
      tf.layers.dense({ units, activation: loss === 'meanSquaredError' ? 'linear' : 'softmax' }),
    ],
  });
  if (loss != null) model.compile({ optimizer: tf.train.sgd(1), loss });
  await saveKeras(model, join(folder, name));
}

const floats = (shape: number[]) =>
  Float32Array.from({ length: shape.reduce((n, size) => n * size, 1) }, (_, i) => Math.sin(i * i));
const write = (name: string, values: Values, shape: number[]) =>
  writeFileSync(join(folder, name), new Uint8Array(dump(values, shape)));
const SIGNALS: [Values, number[]] = [floats([COUNT, 4, 8, 1]), [COUNT, 4, 8, 1]];
const LABELS: [Values, number[]] = [
  BigInt64Array.from({ length: COUNT }, (_, i) => BigInt(i % CLASSES)),
  [COUNT],
];

function train(model: string, options: string[] = []) {
  rmSync(join(folder, 'checkpoints'), { recursive: true, force: true });
  const files = ['--model', join(folder, model), '--data', folder];
  const out = ['--output', join(folder, 'trained.keras'), '--epochs', '1', '--batch-size', '4'];
  const checkpoints = ['--checkpoints', join(folder, 'checkpoints')];
  const args = ['examples/distributed/train.py', ...files, ...out, ...checkpoints, ...options];
  const { status, stderr } = spawnSync(python, args, { encoding: 'utf8' });
  return { status, stderr };
}

let failures = 0;
function expect(what: string, passed: boolean, stderr: string): void {
  if (!passed) failures++;
  console.log(`${passed ? 'ok' : 'FAILED'}: ${what}${passed ? '' : `\n${stderr}`}`);
}

interface Case {
  what: string;
  x?: [Values, number[]];
  y?: [Values, number[]];
  model?: string;
  options?: string[];
}

async function accepts({ what, x = SIGNALS, y = LABELS, model = 'model.keras' }: Case) {
  write('x.npy', ...x);
  write('y.npy', ...y);
  const { status, stderr } = train(model);
  expect(`takes ${what}`, status === 0, stderr);
  if (status !== 0) return;
  const trained = await loadKeras(join(folder, 'trained.keras'));
  const kernel = trained.layers.find((layer) => layer.getWeights().length > 0)!.getWeights()[0];
  const norm = Math.max(...unitNorms(kernel, [0, 1, 2]).dataSync());
  expect(`keeps the bound: ${norm}`, norm <= MAX_VALUE * (1 + 1e-6), '');
}

function refuses(message: RegExp, { x = SIGNALS, y = LABELS, model, options }: Omit<Case, 'what'>) {
  write('x.npy', ...x);
  write('y.npy', ...y);
  expectRefusal(message, model, options);
}

function expectRefusal(message: RegExp, model = 'model.keras', options: string[] = []): void {
  const { status, stderr } = train(model, options);
  const [last] = stderr.trim().split('\n').slice(-1);
  expect(`refuses: ${last}`, status === 1 && message.test(last), stderr);
}

await saveModel('model.keras', 'categoricalCrossentropy');
await saveModel('sparse.keras', 'sparseCategoricalCrossentropy');
await saveModel('regression.keras', 'meanSquaredError', 1);
await saveModel('uncompiled.keras', undefined);

await accepts({ what: 'the whole numbers of classes' });
await accepts({ what: 'the same for a sparse loss', model: 'sparse.keras' });
await accepts({ what: 'one-hot targets', y: [floats([COUNT, CLASSES]), [COUNT, CLASSES]] });
await accepts({
  what: 'one number each',
  y: [floats([COUNT]), [COUNT]],
  model: 'regression.keras',
});

refuses(/x\.npy and y\.npy must hold as many examples, got 12 and 6/, {
  y: [floats([6]), [6]],
});
refuses(/16 workers need as many examples and as large a batch, got 12 and 4/, {
  options: ['--workers', '16'],
});
refuses(/x\.npy holds examples of shape \(4, 8\), and the model takes \(4, 8, 1\)/, {
  x: [floats([COUNT, 4, 8]), [COUNT, 4, 8]],
});
refuses(/y\.npy holds targets of shape \(2,\), and the model gives \(3,\)/, {
  y: [floats([COUNT, 2]), [COUNT, 2]],
});
refuses(/y\.npy must hold the whole numbers of classes, got float32/, {
  y: [floats([COUNT]), [COUNT]],
});
refuses(/y\.npy must hold classes from 0 to 2, got 1 to 3/, {
  y: [Uint8Array.from({ length: COUNT }, (_, i) => 1 + (i % 3)), [COUNT]],
});
refuses(/uncompiled\.keras must be compiled with a loss/, { model: 'uncompiled.keras' });

const given = 'test/examples/shared/npy';
for (const [file, message] of [
  ['object.npy', /x\.npy cannot be read: .*Python objects in dtype/],
  ['text.npy', /x\.npy must hold real numbers, got <U5/],
  ['archive.npz', /x\.npy must hold one array, as np\.save writes it, got an archive/],
  ['scalar.npy', /x\.npy must have an axis for the examples, got a single number/],
  ['truncated.npy', /x\.npy cannot be read: /],
] as const) {
  copyFileSync(join(given, file), join(folder, 'x.npy'));
  expectRefusal(message);
}
rmSync(join(folder, 'x.npy'));
expectRefusal(/x\.npy cannot be read: .*No such file/);
if (failures > 0) process.exitCode = 1;
