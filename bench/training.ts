import * as tf from '@tensorflow/tfjs';
import { maxNorm, unitAxes } from '../src/index.js';
import { type Timing, timing } from './measure.js';
import { batchFor, network, type NetworkName } from './networks.js';

export interface TrainingRow {
  backend: string;
  model: NetworkName;
  batch: number;
  /** A step without any constraint. */
  step: Timing;
  /** What a constraint on every kernel adds to it. */
  builtIn: Timing;
  ours: Timing;
}

/**
 * Steps of training on the current backend. The constraints are timed by themselves, by turns, each right after an
 * update that has pushed units out of the ball: the difference of two steps would drown in their spread.
 */
export async function benchTraining(
  backend: string,
  name: NetworkName,
  { batch, steps }: { batch: number; steps: number },
): Promise<TrainingRow> {
  const model = network(name);
  const [x, y] = batchFor(model, batch);
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
