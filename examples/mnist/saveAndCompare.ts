import * as tf from '@tensorflow/tfjs';
import { normReport } from 'tfjs-max-norm';
import { fileSystem } from 'tfjs-max-norm/node';
import type { Digits } from '../shared/mnist/digits.js';
import { predict } from '../shared/mnist/predict.js';

/** How far a model that was saved and loaded again is from the one in memory; 0 is the same, bit for bit. */
export interface Difference {
  /** Largest difference of a class probability. */
  prediction: number;
  /** Largest difference of the least, mean or greatest norm of a weight's units. */
  norm: number;
}

/**
 * Saves a model to a folder, loads it from there and compares the two.
 *
 * @param probabilities The model's predictions for `digits`.
 */
export async function saveAndCompare(
  model: tf.LayersModel,
  folder: string,
  digits: Digits,
  probabilities: Float32Array,
): Promise<Difference> {
  await model.save(fileSystem(folder));
  const loaded = await tf.loadLayersModel(fileSystem(folder));
  const difference = {
    prediction: largestDifference(probabilities, await predict(loaded, digits)),
    norm: largestDifference(await norms(model), await norms(loaded)),
  };
  loaded.dispose();
  return difference;
}

async function norms(model: tf.LayersModel): Promise<number[]> {
  const rows = await normReport(model, { kernels: true });
  return rows.flatMap(({ min, mean, max }) => [min, mean, max]);
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}
