import type * as tf from '@tensorflow/tfjs';
import { setLearningRate } from '../../examples/shared/learningRate.js';
import { batchesPerPass, toTensors } from '../../examples/shared/mnist/batches.js';
import { countOf, type Digits, pick } from '../../examples/shared/mnist/digits.js';
import { seededRandom, shuffledIndices } from '../../examples/shared/random.js';
import type { Masks } from './masks.js';

export interface TrainingSettings {
  epochs: number;
  batchSize: number;
  learningRate: number;
  /** Whether the learning rate falls linearly to 0 by the end, or stays. */
  decay: boolean;
  /** Share of training in which the learning rate rises linearly from 0. @default 0 */
  warmUp?: number;
}

export interface TrainingRun {
  seed: number;
  masks: Masks;
  optimizer: tf.Optimizer;
  /** Epochs that are done already. */
  from?: number;
  /** Steps are counted from 1, from the first epoch on. Training ends where it returns `false`. */
  afterStep?: (step: number, loss: number) => boolean | void;
  /** Epochs are counted from 1. Training ends where it returns `false`. */
  afterEpoch?: (epoch: number) => Promise<boolean | void> | boolean | void;
}

/**
 * Trains a compiled model. The order of the digits and the masks of dropout depend on seed and epoch only: every variant
 * sees the same ones, and a run that goes on after a checkpoint sees those that it would have seen.
 */
export async function train(
  model: tf.LayersModel,
  digits: Digits,
  settings: TrainingSettings,
  run: TrainingRun,
): Promise<void> {
  const { epochs, batchSize } = settings;
  const { seed, masks, optimizer, from = 0, afterStep, afterEpoch } = run;
  const inputShape = model.inputs[0].shape.slice(1) as number[];
  const perEpoch = batchesPerPass(digits, batchSize);
  for (let epoch = from; epoch < epochs; epoch++) {
    const order = shuffledIndices(countOf(digits), seededRandom(`order ${seed} ${epoch}`));
    masks.reseed(`masks ${seed} ${epoch}`);
    for (let i = 0; i < perEpoch; i++) {
      const done = (epoch * perEpoch + i) / (epochs * perEpoch);
      setLearningRate(optimizer, learningRateAt(done, settings));
      const indices = order.subarray(i * batchSize, (i + 1) * batchSize);
      const { xs, ys } = toTensors(pick(digits, indices), inputShape);
      const loss = (await model.trainOnBatch(xs, ys)) as number;
      xs.dispose();
      ys.dispose();
      if (afterStep?.(epoch * perEpoch + i + 1, loss) === false) return;
    }
    if ((await afterEpoch?.(epoch + 1)) === false) return;
  }
}

/** @param done Share of training that is done, from 0 to 1. */
function learningRateAt(
  done: number,
  { learningRate, decay, warmUp = 0 }: TrainingSettings,
): number {
  const rise = done < warmUp ? done / warmUp : 1;
  return learningRate * rise * (decay ? 1 - done : 1);
}
