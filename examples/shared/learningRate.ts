import type * as tf from '@tensorflow/tfjs';

/**
 * A callback for `model.fit` and `model.fitDataset`: the optimizer's learning rate falls in a line from `initial`, at the
 * first batch, to nearly 0 at the last one.
 *
 * @param steps Batches in all.
 */
export function decayLearningRate(
  optimizer: tf.Optimizer,
  initial: number,
  steps: number,
): tf.CustomCallbackArgs {
  let done = 0;
  return {
    onBatchBegin() {
      setLearningRate(optimizer, initial * (1 - done / steps));
    },
    onBatchEnd() {
      done++;
    },
  };
}

/** For the steps to come. Two of upstream's optimizers have a method for it; the others read the field at each step. */
export function setLearningRate(optimizer: tf.Optimizer, rate: number): void {
  const settable = optimizer as unknown as Partial<tf.SGDOptimizer> & { learningRate: number };
  if (settable.setLearningRate) settable.setLearningRate(rate);
  else settable.learningRate = rate;
}
