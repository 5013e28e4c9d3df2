// A worker that is killed costs at most one epoch: `killedWorker.ts PYTHON FOLDER` trains on two workers, kills one in
// the middle of an epoch, and looks where the training goes on.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { dump } from 'npyjs';
import { runWorkers } from '../../examples/distributed/workers.js';
import { maxNorm } from '../../src/index.js';
import { loadKeras, saveKeras } from '../../src/keras/index.js';

const [python, folder] = process.argv.slice(2);
const EPOCHS = 5;
const checkpoints = join(folder, 'checkpoints');
rmSync(folder, { recursive: true, force: true });
mkdirSync(checkpoints, { recursive: true });

tf.enableProdMode();
await tf.setBackend('cpu');
const model = tf.sequential({
  layers: [
    tf.layers.dense({
      units: 16,
      inputShape: [784],
      activation: 'relu',
      kernelConstraint: maxNorm({ maxValue: 1 }),
    }),
    tf.layers.dense({ units: 10, activation: 'softmax' }),
  ],
});
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'categoricalCrossentropy' });
await saveKeras(model, join(folder, 'start.keras'));
const count = 4096;
const write = (name: string, values: Float32Array | Uint8Array, shape: number[]) =>
  writeFileSync(join(folder, name), new Uint8Array(dump(values, shape)));
write(
  'x.npy',
  Float32Array.from({ length: 784 * count }, (_, i) => (i % 251) / 255),
  [count, 784],
);
write(
  'y.npy',
  Uint8Array.from({ length: count }, (_, i) => i % 10),
  [count],
);

const doneEpochs = (): number =>
  Math.max(
    0,
    ...readdirSync(checkpoints).map((name) => Number(/^epoch-(\d+)/.exec(name)?.[1] ?? 0)),
  );

let starts = 0;
let doneAtDeath = -1;
let output = '';
await runWorkers({
  python,
  args: [
    'examples/distributed/train.py',
    ...['--model', join(folder, 'start.keras'), '--data', folder],
    ...['--output', join(folder, 'trained.keras'), '--checkpoints', checkpoints],
    ...['--epochs', `${EPOCHS}`, '--batch-size', '16'],
  ],
  workers: 2,
  restarts: 1,
  onStart: (processes) => {
    if (starts++ > 0) return;
    const timer = setInterval(() => {
      if (doneEpochs() < 2) return;
      clearInterval(timer);
      doneAtDeath = doneEpochs();
      processes[1].kill('SIGKILL');
    }, 20);
  },
  onOutput: (text) => (output += text),
});

const resumedAfter = Number(/after epoch (\d+)/.exec(output)?.[1] ?? -1);
await loadKeras(join(folder, 'trained.keras'));
const passed = starts === 2 && resumedAfter >= doneAtDeath && doneEpochs() === EPOCHS;
console.log(
  `A worker was killed after epoch ${doneAtDeath} of ${EPOCHS}; training went on after epoch ${resumedAfter} ` +
    `and ended with epoch ${doneEpochs()}.`,
);
if (!passed) {
  console.error('FAILED: a killed worker must cost at most the epoch that it was in.');
  process.exitCode = 1;
}
