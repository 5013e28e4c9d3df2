import type * as tf from '@tensorflow/tfjs';
import { batchFor, network, type NetworkName } from './networks.js';

/** Trains one step, and returns the milliseconds that it took. */
export async function timedStep(model: tf.Sequential, x: tf.Tensor, y: tf.Tensor): Promise<number> {
  const start = performance.now();
  await model.trainOnBatch(x, y);
  return performance.now() - start;
}

/** The same for a network on batches of 128. */
export function stepsOf(name: NetworkName): () => Promise<number> {
  const model = network(name);
  const [x, y] = batchFor(model, 128);
  return () => timedStep(model, x, y);
}
