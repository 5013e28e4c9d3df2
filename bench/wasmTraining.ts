// Training steps on the wasm backend, stock and after enableWasmTraining(), by turns in one process.
// Run: npx tsx bench/wasmTraining.ts [rounds]
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { enableWasmTraining } from '../src/wasm/index.js';
import { disableWasmTraining } from '../test/wasm/disableWasmTraining.js';
import { stepsOf } from './timedStep.js';

function summary(times: number[]): { median: number; spread: string } {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (q: number) => sorted[Math.round(q * (sorted.length - 1))];
  return { median: at(0.5), spread: `${at(0.25).toFixed(0)}-${at(0.75).toFixed(0)}` };
}

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? 9);
  await enableWasmTraining();
  await tf.setBackend('wasm');
  const trainMlp = stepsOf('MLP');
  const trainCnn = stepsOf('CNN');
  const times = { stock: [] as number[], mlp: [] as number[], cnn: [] as number[] };
  for (let round = -1; round < rounds; round++) {
    disableWasmTraining();
    const stock = await trainMlp();
    await enableWasmTraining();
    const measured = { stock, mlp: [] as number[], cnn: [] as number[] };
    for (let step = 0; step < 3; step++) {
      measured.mlp.push(await trainMlp());
      measured.cnn.push(await trainCnn());
    }
    // The first round warms up.
    if (round < 0) continue;
    times.stock.push(measured.stock);
    times.mlp.push(...measured.mlp);
    times.cnn.push(...measured.cnn);
  }
  const [stock, fastMlp, fastCnn] = [times.stock, times.mlp, times.cnn].map(summary);
  const row = ({ median, spread }: ReturnType<typeof summary>) => ({
    'ms a step': Math.round(median),
    'middle half': spread,
    'stock MLP step / this': (stock.median / median).toFixed(1),
  });
  console.table({
    'MLP, stock': row(stock),
    'MLP, enabled': row(fastMlp),
    'CNN, enabled': row(fastCnn),
  });
}

await main();
