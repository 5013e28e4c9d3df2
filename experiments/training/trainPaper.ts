import * as tf from '@tensorflow/tfjs';
import type { FinishedRun, RunContext } from '../experiment.js';
import { summarize } from '../../examples/shared/statistics.js';
import { restoreCheckpoint, saveCheckpoint } from './checkpoint.js';
import { errorPercent } from './evaluate.js';
import { Masks } from './masks.js';
import { denseNetwork, type NetworkSettings } from './network.js';
import { normsOf } from './norms.js';
import { train, type TrainingSettings } from './train.js';

export interface PaperSettings extends NetworkSettings, TrainingSettings {
  momentum: number;
  /** Epochs from one checkpoint, and one look at the test error, to the next. */
  every: number;
  /** Training ends once the mean of the last {@link LOOKS} errors looked at is no larger, in percent. */
  stopAt?: number;
}

export const LOOKS = 3;

/** What is known of a run, after each checkpoint. */
interface Notes {
  epoch: number;
  curve: { epoch: number; testError: number }[];
}

export interface PaperResult {
  /** Of the last epoch, in percent; in `paper-tuning` on digits held out. */
  testError: number;
  trainError: number;
  largestNorm: number;
  /** The share of units at the bound, from 0 to 1. */
  atBound: number | null;
  curve: Notes['curve'];
}

export type PaperRun = FinishedRun<PaperSettings, PaperResult>;

/** Keeps a checkpoint at every look, and goes on from the last one there is. */
export async function trainPaper(
  settings: PaperSettings,
  { seed, mnist, checkpoint, progress }: RunContext,
): Promise<PaperResult> {
  const masks = new Masks();
  const model = denseNetwork(settings, seed, masks);
  const optimizer = tf.train.momentum(settings.learningRate, settings.momentum);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  const notes = (await restoreCheckpoint<Notes>(checkpoint, model, optimizer)) ?? {
    epoch: 0,
    curve: [],
  };

  await train(model, mnist.train, settings, {
    seed,
    masks,
    optimizer,
    from: hasReached(notes.curve, settings.stopAt) ? settings.epochs : notes.epoch,
    async afterEpoch(epoch) {
      progress(epoch / settings.epochs);
      if (epoch % settings.every !== 0) return;
      notes.epoch = epoch;
      notes.curve.push({ epoch, testError: await errorPercent(model, mnist.test) });
      await saveCheckpoint(checkpoint, model, optimizer, notes);
      return !hasReached(notes.curve, settings.stopAt);
    },
  });

  const { largest, atBound } = await normsOf(model);
  const result: PaperResult = {
    testError: await errorPercent(model, mnist.test),
    trainError: await errorPercent(model, mnist.train),
    largestNorm: largest,
    atBound,
    curve: notes.curve,
  };
  model.dispose();
  optimizer.dispose();
  return result;
}

/** Whether the mean of the last {@link LOOKS} errors is no larger than `stopAt`. */
export function hasReached(curve: Notes['curve'], stopAt = -Infinity): boolean {
  return curve.length >= LOOKS && meanOfLast(curve) <= stopAt;
}

function meanOfLast(curve: Notes['curve']): number {
  return summarize(curve.slice(-LOOKS).map(({ testError }) => testError)).mean;
}
