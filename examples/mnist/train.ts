import type * as tf from '@tensorflow/tfjs';
import { stopOnInterrupt } from '../shared/interrupt.js';
import { decayLearningRate } from '../shared/learningRate.js';
import { batches, batchesPerPass } from '../shared/mnist/batches.js';
import type { Digits } from '../shared/mnist/digits.js';
import { showProgress } from '../shared/progress.js';
import { seededRandom } from '../shared/random.js';
import { optimizers } from './optimizers.js';
import type { Options } from './options.js';

export interface Training {
  steps: number;
  milliseconds: number;
  interrupted: boolean;
}

/** Trains the model with a bar for progress and a falling learning rate; Ctrl-C ends it early. */
export async function train(
  model: tf.LayersModel,
  digits: Digits,
  options: Options,
): Promise<Training> {
  const { batchSize, epochs, seed } = options;
  const optimizer = optimizers[options.optimizer].create(options.learningRate);
  model.compile({
    optimizer,
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  });
  const dataset = batches(digits, {
    batchSize,
    inputShape: model.inputs[0].shape.slice(1) as number[],
    random: seededRandom(seed),
  });
  const total = Math.min(epochs * batchesPerPass(digits, batchSize), options.maxSteps);
  let steps = 0;
  const countSteps: tf.CustomCallbackArgs = {
    onBatchEnd() {
      if (++steps >= options.maxSteps) model.stopTraining = true;
    },
  };
  const begin = performance.now();
  const interrupted = await stopOnInterrupt(model, () =>
    model.fitDataset(dataset, {
      epochs,
      verbose: 0,
      callbacks: [
        countSteps,
        decayLearningRate(optimizer, options.learningRate, total),
        showProgress({ epochs, steps: total }),
      ],
    }),
  );
  const milliseconds = performance.now() - begin;
  optimizer.dispose(); // the model disposes of those only that it was given by name
  return { steps, milliseconds, interrupted };
}
