import * as tf from '@tensorflow/tfjs';
import { unitNorms } from 'tfjs-max-norm';
import type { RunContext } from '../experiment.js';
import { drawDigits } from './drawDigits.js';
import { errorPercent } from './evaluate.js';
import { Masks } from './masks.js';
import { denseNetwork, type NetworkSettings } from './network.js';
import { normsOf } from './norms.js';
import { train, type TrainingSettings } from './train.js';

/** A network trained on digits, and how closely it is watched. */
export interface DigitsSettings extends NetworkSettings, TrainingSettings {
  momentum: number;
  /** Trains on so many of the digits, drawn by the seed; `null` for all. */
  trainDigits: number | null;
  /** Epochs from one look at the errors to the next. */
  every: number;
}

export interface DigitsResult {
  /** Of the last epoch, in percent. */
  testError: number;
  trainError: number;
  largestNorm: number;
  /** The share of units at the bound, from 0 to 1. */
  atBound: number | null;
  curve: { epoch: number; testError: number; trainError: number }[];
  /** Of the units of all hidden layers, in ascending order, to three decimals. */
  hiddenNorms: number[];
}

export async function trainDigits(
  settings: DigitsSettings,
  { seed, mnist, progress }: RunContext,
): Promise<DigitsResult> {
  const digits = drawDigits(mnist.train, settings.trainDigits, seed);
  const masks = new Masks();
  const model = denseNetwork(settings, seed, masks);
  const optimizer = tf.train.momentum(settings.learningRate, settings.momentum);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  const look = async () => ({
    testError: await errorPercent(model, mnist.test),
    trainError: await errorPercent(model, digits),
  });

  const curve: DigitsResult['curve'] = [];
  await train(model, digits, settings, {
    seed,
    masks,
    optimizer,
    async afterEpoch(epoch) {
      progress(epoch / settings.epochs);
      if (epoch % settings.every === 0) curve.push({ epoch, ...(await look()) });
    },
  });
  const { largest, atBound } = await normsOf(model);
  const result = {
    ...(await look()),
    largestNorm: largest,
    atBound,
    curve,
    hiddenNorms: hiddenNorms(model),
  };
  model.dispose();
  optimizer.dispose();
  return result;
}

function hiddenNorms(model: tf.LayersModel): number[] {
  const kernels = model.getWeights().filter(({ rank }) => rank === 2);
  return kernels
    .slice(0, -1)
    .flatMap((kernel) => tf.tidy(() => [...unitNorms(kernel, 0).dataSync()]))
    .map((norm) => Number(norm.toFixed(3)))
    .sort((a, b) => a - b);
}
