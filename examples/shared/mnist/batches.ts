import * as tf from '@tensorflow/tfjs';
import { type Random, shuffledIndices } from '../random.js';
import { CLASSES, countOf, type Digits, pick } from './digits.js';

/** Inputs of shape `[digits, ...inputShape]` with values 0 to 1, targets one-hot of shape `[digits, 10]`. */
export type Batch = { xs: tf.Tensor; ys: tf.Tensor2D };

export interface BatchOptions {
  batchSize: number;
  /** What the model takes, such as `[784]` or `[28, 28, 1]`. */
  inputShape: number[];
  /** Draws a new order at each pass over the digits; without it they keep theirs. */
  random?: Random;
}

/** The digits in batches, the last of them as large as what is left; for `model.fitDataset`. */
export function batches(digits: Digits, options: BatchOptions): tf.data.Dataset<Batch> {
  return tf.data.generator(() => onePass(digits, options));
}

export function batchesPerPass(digits: Digits, batchSize: number): number {
  return Math.ceil(countOf(digits) / batchSize);
}

function* onePass(
  digits: Digits,
  { batchSize, inputShape, random }: BatchOptions,
): Generator<Batch, void> {
  const order = random
    ? shuffledIndices(countOf(digits), random)
    : Uint32Array.from(digits.labels.keys());
  for (let start = 0; start < order.length; start += batchSize) {
    yield toTensors(pick(digits, order.subarray(start, start + batchSize)), inputShape);
  }
}

/** Digits as what a model takes and should give; to be disposed of by the caller. */
export function toTensors(digits: Digits, inputShape: number[]): Batch {
  const count = countOf(digits);
  // Not Float32Array.from(images, ...): its iteration takes 8 times as long.
  const inputs = new Float32Array(digits.images).map((pixel) => pixel / 255);
  const targets = new Float32Array(count * CLASSES);
  digits.labels.forEach((label, i) => (targets[i * CLASSES + label] = 1));
  return {
    xs: tf.tensor(inputs, [count, ...inputShape]),
    ys: tf.tensor2d(targets, [count, CLASSES]),
  };
}
