// Trains as besideKeras.ts asks: `ourSteps.ts BACKEND NETWORK BATCH`. Writes a line with its title, then for each line
// it reads, a number of steps, a line with their milliseconds.
import { createInterface } from 'node:readline';
import type * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { maxNorm } from '../src/index.js';
import { enableWasmTraining } from '../src/wasm/index.js';
import { batchFor, network, type NetworkName } from './networks.js';
import { startBackend } from './startBackend.js';
import { timedStep } from './timedStep.js';

const [backend, name, batch] = process.argv.slice(2);
if (backend === 'wasm') await enableWasmTraining();
if (!(await startBackend(backend))) throw new Error(`The backend ${backend} is not there.`);
const free = network(name as NetworkName);
const constrained = network(name as NetworkName, { kernelConstraint: maxNorm({ maxValue: 1 }) });
const [x, y] = batchFor(free, Number(batch));

const step = (model: tf.Sequential) => timedStep(model, x, y);

const titles: Record<string, string> = { wasm: 'wasm, one thread', tensorflow: 'tfjs-node' };
console.log(JSON.stringify([titles[backend]]));
for await (const line of createInterface({ input: process.stdin })) {
  // Once untimed: each finds the caches as it left them itself.
  await step(free);
  await step(constrained);
  const pairs: number[][] = [];
  for (let i = 0; i < Number(line); i++) pairs.push([await step(free), await step(constrained)]);
  console.log(JSON.stringify(pairs));
}
