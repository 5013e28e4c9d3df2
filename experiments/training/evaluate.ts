import type * as tf from '@tensorflow/tfjs';
import type { Digits } from '../../examples/shared/mnist/digits.js';
import { accuracy, predict } from '../../examples/shared/mnist/predict.js';

/** The share of digits that the model gets wrong, in percent. */
export function errorPercent(model: tf.LayersModel, digits: Digits): number {
  return 100 * (1 - accuracy(predict(model, digits), digits));
}
