import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { normReport, printNormReport } from 'tfjs-max-norm';
import { describeBackend, useBackend } from '../shared/backend.js';
import { count } from '../shared/count.js';
import { duration } from '../shared/duration.js';
import { exitCodeOf } from '../shared/exitCode.js';
import { makeFolder } from '../shared/makeFolder.js';
import { describeMnist, loadMnist } from '../shared/mnist/load.js';
import { accuracy, predict } from '../shared/mnist/predict.js';
import { wrap } from '../shared/wrap.js';
import * as models from './models.js';
import { HELP, type Options, parseOptions } from './options.js';
import { saveAndCompare } from './saveAndCompare.js';
import { train } from './train.js';

/** The program; returns its exit code. */
export async function run(args: string[]): Promise<number> {
  return exitCodeOf(async () => {
    const options = parseOptions(args);
    if (options == null) console.log(HELP);
    else await trainAndReport(options);
  });
}

async function trainAndReport(options: Options): Promise<void> {
  await makeFolder(options.output);
  const backend = await useBackend(options.backend, undefined, options.threads);
  console.log(describeBackend(backend));
  const mnist = await loadMnist(options.data);
  console.log(wrap(`Data: ${describeMnist(mnist)}.`));

  const model = models[options.model](options);
  console.log(wrap(describe(model, options)));
  const { interrupted, steps, milliseconds } = await train(model, mnist.train, options);
  console.log(
    `${interrupted ? 'Interrupted' : 'Done'} after ${count(steps, 'step')} in ${duration(milliseconds)}.`,
  );

  const probabilities = await predict(model, mnist.test);
  console.log(`Test accuracy: ${(100 * accuracy(probabilities, mnist.test)).toFixed(2)} %\n`);
  await printNormReport(await normReport(model, { kernels: true }));

  const difference = await saveAndCompare(model, options.output, mnist.test, probabilities);
  console.log(
    wrap(
      `\nSaved as ${join(options.output, 'model.json')} and loaded again: ` +
        `predictions ${differ(difference.prediction)}, norms ${differ(difference.norm)}.`,
    ),
  );
  model.dispose();
}

function describe(model: tf.LayersModel, options: Options): string {
  const { maxValue, dropout, optimizer, learningRate, epochs, batchSize, seed } = options;
  return [
    `Model: ${options.model} with ${model.countParams().toLocaleString('en-US')} weights`,
    maxValue == null ? 'no max-norm' : `max-norm ${maxValue}`,
    `dropout ${dropout.join('/')}`,
    `${optimizer} at ${learningRate}`,
    count(epochs, 'epoch'),
    `batches of ${batchSize}`,
    `seed ${seed}.`,
  ].join(', ');
}

function differ(difference: number): string {
  return difference === 0 ? 'are the same' : `differ by up to ${difference.toExponential(1)}`;
}
