// Training steps on the wasm backend, stock and after enableWasmTraining(), by turns in one process.
// Run: npx tsx bench/wasmTraining.ts [rounds]
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { enableWasmTraining } from '../src/wasm/index.js';
import { disableWasmTraining } from '../test/wasm/disableWasmTraining.js';

const BATCH = 128;

function mlp(): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.dropout({ rate: 0.2, inputShape: [784] }),
      tf.layers.dense({ units: 1024, activation: 'relu' }),
      tf.layers.dropout({ rate: 0.5 }),
      tf.layers.dense({ units: 1024, activation: 'relu' }),
      tf.layers.dropout({ rate: 0.5 }),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ],
  });
}

function cnn(): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 32,
        kernelSize: 3,
        activation: 'relu',
        padding: 'same',
        inputShape: [28, 28, 1],
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 64, kernelSize: 3, activation: 'relu', padding: 'same' }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 128, activation: 'relu' }),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ],
  });
}

/** A function that trains one step and returns the milliseconds it took. */
function stepper(model: tf.Sequential): () => Promise<number> {
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'categoricalCrossentropy' });
  const x = tf.randomUniform([BATCH, ...(model.inputs[0].shape.slice(1) as number[])]);
  const labels = tf.tensor1d(
    Array.from({ length: BATCH }, (_, i) => i % 10),
    'int32',
  );
  const y = tf.oneHot(labels, 10);
  return async () => {
    const start = performance.now();
    await model.trainOnBatch(x, y);
    return performance.now() - start;
  };
}

function summary(times: number[]): { median: number; spread: string } {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (q: number) => sorted[Math.round(q * (sorted.length - 1))];
  return { median: at(0.5), spread: `${at(0.25).toFixed(0)}-${at(0.75).toFixed(0)}` };
}

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? 9);
  await enableWasmTraining();
  await tf.setBackend('wasm');
  const trainMlp = stepper(mlp());
  const trainCnn = stepper(cnn());
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
