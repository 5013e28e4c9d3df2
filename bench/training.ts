import * as tf from '@tensorflow/tfjs';
import { maxNorm, unitAxes } from '../src/index.js';
import { type Timing, timing } from './measure.js';

export interface TrainingRow {
  backend: string;
  model: 'MLP' | 'CNN';
  batch: number;
  /** A step without any constraint. */
  step: Timing;
  /** What a constraint on every kernel adds to it. */
  builtIn: Timing;
  ours: Timing;
}

const models = {
  MLP: () => [
    tf.layers.dropout({ rate: 0.2, inputShape: [28 * 28] }),
    tf.layers.dense({ units: 1024, activation: 'relu' }),
    tf.layers.dropout({ rate: 0.5 }),
    tf.layers.dense({ units: 1024, activation: 'relu' }),
    tf.layers.dropout({ rate: 0.5 }),
    tf.layers.dense({ units: 10, activation: 'softmax' }),
  ],
  CNN: () => [
    tf.layers.conv2d({ filters: 32, kernelSize: 3, activation: 'relu', inputShape: [28, 28, 1] }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.conv2d({ filters: 64, kernelSize: 3, activation: 'relu' }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 128, activation: 'relu' }),
    tf.layers.dense({ units: 10, activation: 'softmax' }),
  ],
};

/**
 * Steps of training on the current backend. The constraints are timed by themselves, by turns, each right after an
 * update that has pushed units out of the ball: the difference of two steps would drown in their spread.
 */
export async function benchTraining(
  backend: string,
  name: TrainingRow['model'],
  { batch, steps }: { batch: number; steps: number },
): Promise<TrainingRow> {
  const model = tf.sequential({ layers: models[name]() });
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'categoricalCrossentropy' });
  const x = tf.randomUniform([batch, ...model.inputs[0].shape.slice(1).map(Number)]);
  const y = tf.tidy(() => tf.oneHot(tf.range(0, batch, 1, 'int32').mod(10).toInt(), 10));
  const kernels = model.layers
    .filter((layer) => layer.weights.length > 0)
    .map((layer) => {
      const axis = unitAxes(layer, 'kernel');
      const variable = (layer.weights[0] as unknown as { val: tf.Variable }).val;
      return {
        variable,
        builtIn: tf.constraints.maxNorm({ maxValue: 1, axis: axis as unknown as number }),
        ours: maxNorm({ maxValue: 1, axis }),
      };
    });
  const samples = { step: [] as number[], builtIn: [] as number[], ours: [] as number[] };
  for (let step = -2; step < 2 * steps; step++) {
    const kind = step % 2 === 0 ? 'builtIn' : 'ours';
    const start = performance.now();
    await model.trainOnBatch(x, y);
    const trained = performance.now();
    for (const kernel of kernels) {
      tf.tidy(() => kernel.variable.assign(kernel[kind].apply(kernel.variable)));
    }
    const end = performance.now();
    if (step < 0) continue;
    samples.step.push(trained - start);
    samples[kind].push(end - trained);
  }
  tf.dispose([x, y]);
  model.dispose();
  return {
    backend,
    model: name,
    batch,
    step: timing(samples.step),
    builtIn: timing(samples.builtIn),
    ours: timing(samples.ours),
  };
}
