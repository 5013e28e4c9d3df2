import * as tf from '@tensorflow/tfjs';
import { decayLearningRate } from '../shared/learningRate.js';
import { showProgress } from '../shared/progress.js';
import { type Split, toTensors } from './trials.js';

const BATCH = 16;
const LEARNING_RATE = 0.005;

/**
 * Trains with Adam and a learning rate that falls to 0, so that the statistics of batch normalization are those of the
 * weights in the end; the accuracy on the trials held out.
 */
export async function train(model: tf.LayersModel, split: Split, epochs: number): Promise<number> {
  const optimizer = tf.train.adam(LEARNING_RATE);
  model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const { xs, ys, held } = toTensors(split);
  const steps = epochs * Math.ceil(split.train.labels.length / BATCH);
  await model.fit(xs, ys, {
    batchSize: BATCH,
    epochs,
    verbose: 0,
    callbacks: [
      decayLearningRate(optimizer, LEARNING_RATE, steps),
      showProgress({ epochs, steps, lines: 2 }),
    ],
  });
  const right = tf.tidy(() => {
    const predicted = tf.argMax(model.predict(held.xs) as tf.Tensor, 1);
    return tf.mean(tf.equal(predicted, tf.argMax(held.ys, 1)));
  });
  const [accuracy] = await right.data();
  tf.dispose([xs, ys, held.xs, held.ys, right]);
  optimizer.dispose();
  return accuracy;
}
