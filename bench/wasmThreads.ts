// Training steps on the wasm backend with one thread and with several, by turns, each in a process of its own.
// Run: npx tsx bench/wasmThreads.ts --help
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { integer, parseCommand } from '../examples/shared/options.js';
import { enableWasmTraining } from '../src/wasm/index.js';
import { type Timing, timing } from './measure.js';
import type { NetworkName } from './networks.js';
import { orEnd } from './orEnd.js';
import { stepsOf } from './timedStep.js';

const MODELS: NetworkName[] = ['MLP', 'CNN'];

const help = `Times training steps on the wasm backend with one thread and with several, by
turns.

  npx tsx bench/wasmThreads.ts [options]

  --threads <n>  how many threads [default: 2]
  --rounds <n>   how many steps of each [default: 30]
  --starts <n>   instead, start and stop the backend so often
  --help         this text`;

const { threads, rounds, starts, ...options } = orEnd(() => {
  const { values } = parseCommand({
    options: {
      threads: { type: 'string', default: '2' },
      rounds: { type: 'string', default: '30' },
      starts: { type: 'string' },
      /** What the program starts itself with. */
      child: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    ...values,
    threads: integer('threads', values.threads, 1),
    rounds: integer('rounds', values.rounds, 1),
    starts: values.starts == null ? null : integer('starts', values.starts, 1),
  };
});

if (options.help) console.log(help);
else if (options.child) await serve();
else if (starts != null) await startAndStop(starts);
else await compare(rounds);

/** Trains a step of the model that it is asked for, and says how many milliseconds that took. */
async function serve(): Promise<void> {
  await enableWasmTraining({ threads });
  await tf.setBackend('wasm');
  const steps = { MLP: stepsOf('MLP'), CNN: stepsOf('CNN') };
  process.on(
    'message',
    (model: NetworkName) => void steps[model]().then((ms) => process.send!(ms)),
  );
  process.send!(0);
}

async function compare(rounds: number): Promise<void> {
  const [one, several] = await Promise.all([1, threads].map(startChild));
  for (const model of MODELS) {
    const times = { one: [] as number[], several: [] as number[], ratio: [] as number[] };
    for (let round = -3; round < rounds; round++) {
      const [a, b] = [await step(one, model), await step(several, model)];
      // The first rounds warm up.
      if (round < 0) continue;
      times.one.push(a);
      times.several.push(b);
      times.ratio.push(b / a);
    }
    if (model === 'MLP') {
      console.log(`| step | 1 thread, ms | ${threads} threads, ms | ratio |`);
      console.log('| ---- | ------------ | ------------- | ----- |');
    }
    const cells = [quartiles(timing(times.one), 0), quartiles(timing(times.several), 0)];
    console.log(`| ${model}  | ${cells.join(' | ')} | ${quartiles(timing(times.ratio), 2)} |`);
  }
  for (const child of [one, several]) child.kill();
}

async function startChild(count: number): Promise<ChildProcess> {
  const child = fork(fileURLToPath(import.meta.url), ['--child', '--threads', String(count)]);
  await once(child, 'message');
  return child;
}

async function step(child: ChildProcess, model: NetworkName): Promise<number> {
  child.send(model);
  const [milliseconds] = (await once(child, 'message')) as [number];
  return milliseconds;
}

function quartiles({ median, low, high }: Timing, digits: number): string {
  return `${median.toFixed(digits)} (${low.toFixed(digits)}-${high.toFixed(digits)})`;
}

async function startAndStop(starts: number): Promise<void> {
  await enableWasmTraining({ threads });
  const factory = tf.findBackendFactory('wasm');
  const product = () =>
    tf.tidy(() => tf.matMul(tf.ones([256, 256]), tf.ones([256, 256])).dataSync());
  const begin = performance.now();
  for (let start = 1; start <= starts; start++) {
    if (tf.findBackendFactory('wasm') == null) tf.registerBackend('wasm', factory);
    if (!(await tf.setBackend('wasm'))) throw new Error(`start ${start} failed`);
    if (product()[0] !== 256) throw new Error(`start ${start} computes a wrong product`);
    await tf.setBackend('cpu');
    tf.removeBackend('wasm');
    if (start % Math.ceil(starts / 5) !== 0) continue;
    const megabytes = Math.round(process.memoryUsage.rss() / 2 ** 20);
    const each = ((performance.now() - begin) / start).toFixed(0);
    console.log(
      `${start} starts and stops of ${threads} threads: ${each} ms each, ${megabytes} MB`,
    );
  }
}
