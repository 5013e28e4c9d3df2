import * as tf from '@tensorflow/tfjs';
import { toTensors } from '../../examples/shared/mnist/batches.js';
import { PIXELS } from '../../examples/shared/mnist/digits.js';
import type { RunContext } from '../experiment.js';
import { clipGradients } from '../../examples/gradientClipping/clipGradients.js';
import { drawDigits } from './drawDigits.js';
import { errorPercent } from './evaluate.js';
import { Masks } from './masks.js';
import { denseNetwork, type NetworkSettings } from './network.js';
import { train, type TrainingSettings } from './train.js';
import { type Look, Watch } from './watch.js';

/** A deep network on digits that is watched closely. */
export interface DeepSettings extends NetworkSettings, TrainingSettings {
  momentum: number;
  /** Largest global norm of a step's gradients; `null` is no clipping. */
  clipNorm: number | null;
  /** Trains on so many of the digits, drawn by the seed. */
  trainDigits: number;
  /** Steps from one look to the next. */
  every: number;
}

export interface DeepResult {
  /** At the end, in percent; 90 is guessing, 100 is outputs that are not numbers. */
  trainError: number;
  testError: number;
  /** Over all looks; `null` where one was not finite. */
  largestNorm: number | null;
  largestActivation: number | null;
  longestStep: number | null;
  /** At the first step, and every few after it. */
  looks: Look[];
}

const PROBE = 100;

export async function trainDeep(
  settings: DeepSettings,
  { seed, mnist, progress }: RunContext,
): Promise<DeepResult> {
  const digits = drawDigits(mnist.train, settings.trainDigits, seed);
  const masks = new Masks();
  const model = denseNetwork(settings, seed, masks);
  const optimizer = tf.train.momentum(settings.learningRate, settings.momentum);
  if (settings.clipNorm != null) clipGradients(optimizer, settings.clipNorm);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  const probe = toTensors(drawDigits(digits, PROBE, seed), [PIXELS]);
  const watch = new Watch(model, probe.xs);

  const looks: Look[] = [];
  await train(model, digits, settings, {
    seed,
    masks,
    optimizer,
    afterStep(step, loss) {
      watch.measureStep();
      if (step === 1 || step % settings.every === 0) looks.push(watch.look(step, loss));
    },
    afterEpoch: (epoch) => progress(epoch / settings.epochs),
  });
  const result = {
    trainError: await errorPercent(model, digits),
    testError: await errorPercent(model, mnist.test),
    largestNorm: largest(looks.flatMap(({ norms }) => norms)),
    largestActivation: largest(looks.flatMap(({ activations }) => activations)),
    longestStep: largest(looks.map(({ stepLength }) => stepLength)),
    looks,
  };
  watch.dispose();
  tf.dispose(probe);
  model.dispose();
  optimizer.dispose();
  return result;
}

function largest(values: (number | null)[]): number | null {
  return values.reduce((most, value) =>
    most == null || value == null ? null : Math.max(most, value),
  );
}
