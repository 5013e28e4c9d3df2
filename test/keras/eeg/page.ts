import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { unitNorms } from 'tfjs-max-norm';
import { loadKeras } from 'tfjs-max-norm/keras';
import { enableWasmTraining } from 'tfjs-max-norm/wasm';

interface Plain {
  shape: number[];
  data: number[];
}

/** What Keras recorded of a network. */
export interface Recorded {
  input: Plain;
  output: Plain;
  bounds: { layer: string; maxValue: number; axis: number[] }[];
}

export interface Outcome {
  /** Largest difference from what Keras predicts. */
  difference: number;
  losses: number[];
  /** The largest norm of a unit of each bounded weight along Keras's own axes, in units of its bound. */
  norms: number[];
  tensorsLeft: number;
}

/** Loads a network from `/NAME.keras`, predicts, and trains some steps of a size that pushes it against its bounds. */
async function walk(backend: 'wasm' | 'webgl', name: string, recorded: Recorded): Promise<Outcome> {
  if (backend === 'wasm') {
    setWasmPaths('/');
    await enableWasmTraining();
  }
  await tf.setBackend(backend);
  const { input, output, bounds } = recorded;
  const before = tf.memory().numTensors;
  const model = await loadKeras(`/${name}.keras`);
  const x = tf.tensor(input.data, input.shape);
  const predicted = model.predict(x) as tf.Tensor;
  const values = await predicted.data();
  const difference = Math.max(...output.data.map((value, i) => Math.abs(values[i] - value)));

  const [count, classes] = output.shape;
  const y = tf.tidy(() => tf.oneHot(tf.range(0, count, 1, 'int32'), classes));
  const optimizer = tf.train.sgd(1);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  const losses: number[] = [];
  for (let step = 0; step < 4; step++) losses.push((await model.trainOnBatch(x, y)) as number);

  const norms: number[] = [];
  for (const { layer, maxValue, axis } of bounds) {
    const largest = tf.tidy(() => unitNorms(model.getLayer(layer).getWeights()[0], axis).max());
    norms.push((await largest.data())[0] / maxValue);
    largest.dispose();
  }
  tf.dispose([x, y, predicted]);
  model.dispose();
  optimizer.dispose();
  return { difference, losses, norms, tensorsLeft: tf.memory().numTensors - before };
}

Object.assign(globalThis, { walk });
