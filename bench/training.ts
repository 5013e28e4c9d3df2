import * as tf from '@tensorflow/tfjs';
import { constrainVariable, maxNorm, unitAxes } from '../src/index.js';
import type { Constraint } from '../src/tfjs/constraint.js';
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

const constraints = {
  builtIn: (axis: number[]) =>
    // Arrays work, though the types say otherwise.
    tf.constraints.maxNorm({ maxValue: 1, axis: axis as unknown as number }),
  ours: (axis: number[]) => maxNorm({ maxValue: 1, axis }),
};

/**
 * Steps of training on the current backend, of three models by turns: without a constraint, with the built-in formula
 * and with ours on every kernel. The constraints are timed by themselves, where the optimizer assigns what it computed:
 * the difference of two steps would drown in their spread.
 */
export async function benchTraining(
  backend: string,
  name: NetworkName,
  { batch, steps }: { batch: number; steps: number },
): Promise<TrainingRow> {
  const free = network(name);
  const [x, y] = batchFor(free, batch);
  const builtIn = constrain(network(name), constraints.builtIn);
  const ours = constrain(network(name), constraints.ours);
  const samples = { step: [] as number[], builtIn: [] as number[], ours: [] as number[] };
  for (let step = -1; step < steps; step++) {
    const start = performance.now();
    await free.trainOnBatch(x, y);
    const time = performance.now() - start;
    await builtIn.model.trainOnBatch(x, y);
    await ours.model.trainOnBatch(x, y);
    const spent = { step: time, builtIn: builtIn.spent(), ours: ours.spent() };
    if (step < 0) continue;
    for (const kind of ['step', 'builtIn', 'ours'] as const) samples[kind].push(spent[kind]);
  }
  tf.dispose([x, y]);
  for (const model of [free, builtIn.model, ours.model]) model.dispose();
  return {
    backend,
    model: name,
    batch,
    step: timing(samples.step),
    builtIn: timing(samples.builtIn),
    ours: timing(samples.ours),
  };
}

/** Enforces a constraint on every kernel; `spent` is how long it took since it was last asked, in milliseconds. */
function constrain(
  model: tf.Sequential,
  constraintOf: (axis: number[]) => Constraint,
): { model: tf.Sequential; spent: () => number } {
  let total = 0;
  for (const layer of model.layers) {
    if (layer.weights.length === 0) continue;
    const variable = (layer.weights[0] as unknown as { val: tf.Variable }).val;
    constrainVariable(variable, constraintOf(unitAxes(layer, 'kernel')));
    const assign = variable.assign.bind(variable);
    variable.assign = (value) => {
      const start = performance.now();
      assign(value);
      total += performance.now() - start;
    };
  }
  return {
    model,
    spent() {
      const spent = total;
      total = 0;
      return spent;
    },
  };
}
