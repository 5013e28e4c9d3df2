import '@tensorflow/tfjs-backend-cpu';
import * as tf from '../tfjs/tf.js';

/** Computes on the cpu backend, which needs no native parts, and without the advice to install tfjs-node. */
export async function useCpu(): Promise<void> {
  tf.enableProdMode();
  await tf.setBackend('cpu');
}
