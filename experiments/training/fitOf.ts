import type * as tf from '@tensorflow/tfjs';
import { CLASSES, type Digits } from '../../examples/shared/mnist/digits.js';
import { accuracy, predict } from '../../examples/shared/mnist/predict.js';
import { summarize } from '../../examples/shared/statistics.js';

/** Of what TensorFlow.js's loss takes for a probability; one that is not a number counts as this. */
const LEAST = 1e-7;

export interface Fit {
  /** Mean cross-entropy, in nats. */
  loss: number;
  /** Share of wrong digits, in percent. */
  error: number;
}

/** How well a model's predictions fit digits. */
export async function fitOf(model: tf.LayersModel, digits: Digits): Promise<Fit> {
  const probabilities = await predict(model, digits);
  const losses = Array.from(digits.labels, (label, i) => {
    const probability = probabilities[i * CLASSES + label];
    return -Math.log(probability > LEAST ? probability : LEAST);
  });
  return { loss: summarize(losses).mean, error: 100 * (1 - accuracy(probabilities, digits)) };
}
