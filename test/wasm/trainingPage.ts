import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { enableWasmTraining } from 'tfjs-max-norm/wasm';

export interface Losses {
  cpu: number[];
  wasm: number[];
  isShared: boolean;
}

export interface Threaded {
  threads: number;
  losses: number[];
}

/** The losses of the same steps on cpu and on wasm. */
async function train(): Promise<Losses> {
  setWasmPaths('/');
  await enableWasmTraining();
  const small = { side: 12, filters: 8, units: 16 };
  const cpu = await lossesOn('cpu', small);
  const wasm = await lossesOn('wasm', small);
  const { HEAPU8 } = (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm;
  const isShared =
    typeof SharedArrayBuffer !== 'undefined' && HEAPU8.buffer instanceof SharedArrayBuffer;
  return { cpu, wasm, isShared };
}

/** The losses of steps that are worth several threads, and how many there were. */
async function trainOnThreads(wanted: number | 'auto'): Promise<Threaded> {
  setWasmPaths('/');
  const { threads } = await enableWasmTraining({ threads: wanted });
  return { threads, losses: await lossesOn('wasm', { side: 24, filters: 16, units: 128 }) };
}

async function lossesOn(
  backend: string,
  { side, filters, units }: { side: number; filters: number; units: number },
): Promise<number[]> {
  if (!(await tf.setBackend(backend))) throw new Error(`${backend} does not start`);
  const init = (seed: number) => tf.initializers.glorotNormal({ seed });
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters,
        kernelSize: 3,
        activation: 'relu',
        kernelInitializer: init(1),
        inputShape: [side, side, 1],
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units, activation: 'relu', kernelInitializer: init(2) }),
      tf.layers.dense({ units: 3, activation: 'softmax', kernelInitializer: init(3) }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy' });
  const x = tf.randomNormal([32, side, side, 1], 0, 1, 'float32', 4);
  const classes = Array.from({ length: 32 }, (_, i) => i % 3);
  const y = tf.oneHot(tf.tensor1d(classes, 'int32'), 3);
  const losses: number[] = [];
  for (let step = 0; step < 5; step++) losses.push((await model.trainOnBatch(x, y)) as number);
  return losses;
}

Object.assign(globalThis, { train, trainOnThreads });
