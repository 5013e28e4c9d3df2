import type * as tf from '@tensorflow/tfjs';
import type { Digits } from '../../examples/shared/mnist/digits.js';
import { accuracy, predict } from '../../examples/shared/mnist/predict.js';

/** The share of digits that the model gets wrong, in percent. */
export async function errorPercent(model: tf.LayersModel, digits: Digits): Promise<number> {
  return 100 * (1 - accuracy(await predict(model, digits), digits));
}
