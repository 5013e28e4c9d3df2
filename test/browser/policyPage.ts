import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { maxNorm } from '../../src/index.js';
import { loadKeras, saveKeras } from '../../src/keras/index.js';
import { enableWasmTraining } from '../../src/wasm/index.js';

export interface Outcome {
  /** The largest norm of a unit after training under c = 0.5. */
  norm: number;
  errors: Record<'enableWasmTraining' | 'saveKeras' | 'loadKeras', string | null>;
}

async function errorOf(call: () => Promise<unknown>): Promise<string | null> {
  try {
    await call();
    return null;
  } catch (error) {
    return String(error);
  }
}

async function train(): Promise<tf.LayersModel> {
  const kernelConstraint = maxNorm({ maxValue: 0.5 });
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 1, inputShape: [3], kernelConstraint })],
  });
  model.compile({ optimizer: tf.train.adam(0.3), loss: 'meanSquaredError' });
  for (let i = 0; i < 3; i++) await model.trainOnBatch(tf.ones([4, 3]), tf.fill([4, 1], 100));
  return model;
}

async function outcome(): Promise<Outcome> {
  setWasmPaths('/');
  await tf.setBackend('cpu');
  const model = await train();
  const norm = tf.norm(model.getWeights()[0]).dataSync()[0];
  let bytes: Uint8Array = Uint8Array.of(0);
  return {
    norm,
    errors: {
      enableWasmTraining: await errorOf(async () => {
        await enableWasmTraining();
        if (!(await tf.setBackend('wasm'))) throw new Error('no wasm backend');
        await train();
      }),
      saveKeras: await errorOf(async () => (bytes = await saveKeras(model))),
      loadKeras: await errorOf(() => loadKeras(bytes)),
    },
  };
}

void outcome().then((found) => console.log(JSON.stringify(found)));
