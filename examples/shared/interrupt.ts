import type * as tf from '@tensorflow/tfjs';

/**
 * While `train` runs, Ctrl-C ends it after the batch at hand instead of ending the program; a second one ends that.
 *
 * @returns Whether training was ended so.
 */
export async function stopOnInterrupt(
  model: tf.LayersModel,
  train: () => Promise<unknown>,
): Promise<boolean> {
  let interrupted = false;
  const stop = () => {
    interrupted = true;
    model.stopTraining = true;
  };
  process.once('SIGINT', stop);
  try {
    await train();
  } finally {
    process.removeListener('SIGINT', stop);
  }
  return interrupted;
}
