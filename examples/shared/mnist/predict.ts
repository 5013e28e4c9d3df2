import * as tf from '@tensorflow/tfjs';
import { toTensors } from './batches.js';
import { CLASSES, countOf, type Digits, PIXELS } from './digits.js';

const BATCH = 500;

/** A model's class probabilities, `count * 10` of them. */
export async function predict(model: tf.LayersModel, digits: Digits): Promise<Float32Array> {
  const count = countOf(digits);
  const inputShape = model.inputs[0].shape.slice(1) as number[];
  const probabilities = new Float32Array(count * CLASSES);
  for (let start = 0; start < count; start += BATCH) {
    const part = {
      images: digits.images.subarray(start * PIXELS, (start + BATCH) * PIXELS),
      labels: digits.labels.subarray(start, start + BATCH),
    };
    const outputs = tf.tidy(() => model.predict(toTensors(part, inputShape).xs) as tf.Tensor);
    probabilities.set(await outputs.data(), start * CLASSES);
    outputs.dispose();
  }
  return probabilities;
}

/** The share of digits whose most probable class is their label. */
export function accuracy(probabilities: Float32Array, { labels }: Digits): number {
  const right = labels.filter((label, i) => {
    const row = probabilities.subarray(i * CLASSES, (i + 1) * CLASSES);
    return row.indexOf(Math.max(...row)) === label;
  });
  return right.length / labels.length;
}
