import '@tensorflow/tfjs-backend-cpu';
import * as tf from '../tfjs/tf.js';

/** Selects the cpu backend, which needs no native parts, and suppresses the advice to install tfjs-node. */
export async function useCpu(): Promise<void> {
  tf.enableProdMode();
  await tf.setBackend('cpu');
}
