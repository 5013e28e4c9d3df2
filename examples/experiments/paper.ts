import * as tf from '@tensorflow/tfjs';
import type { Experiment, FinishedRun, RunContext } from './experiment.js';
import { paperPicture } from './paperPicture.js';
import { restoreCheckpoint, saveCheckpoint } from './training/checkpoint.js';
import { errorPercent } from './training/evaluate.js';
import { Masks } from './training/masks.js';
import { denseNetwork, type NetworkSettings } from './training/network.js';
import { normsOf } from './training/norms.js';
import { train, type TrainingSettings } from './training/train.js';

export interface PaperSettings extends NetworkSettings, TrainingSettings {
  momentum: number;
  /** Epochs from one checkpoint, and one look at the test error, to the next. */
  every: number;
}

/** What is known of a run, after each checkpoint. */
interface Notes {
  epoch: number;
  curve: { epoch: number; testError: number }[];
}

export interface PaperResult {
  /** Of the last epoch, in percent. */
  testError: number;
  trainError: number;
  largestNorm: number;
  /** The share of units at the bound, from 0 to 1. */
  atBound: number | null;
  curve: Notes['curve'];
}

export type PaperRun = FinishedRun<PaperSettings, PaperResult>;

const full: PaperSettings = {
  hidden: [1024, 1024, 1024],
  initializer: 'glorotUniform',
  // Keep probabilities of .8 and .5.
  dropout: [0.2, 0.5],
  // The paper's c is 2 for dropout that does not rescale; TensorFlow.js's does, so it is keep * 2.
  maxNorm: [1.6, 1],
  l1: 0,
  l2: 0,
  momentum: 0.95,
  learningRate: 0.05,
  decay: true,
  batchSize: 128,
  epochs: 120,
  every: 5,
};
const quick = { ...full, hidden: [256, 256, 256], epochs: 8, every: 2 };

export const paper: Experiment<PaperSettings, PaperResult> = {
  name: 'paper',
  about: "the dropout paper's MNIST network: dropout against dropout + max-norm",
  plan: (scale) => {
    const settings = scale === 'quick' ? quick : full;
    return {
      variants: [
        { name: 'dropout + max-norm', settings, against: 'dropout' },
        { name: 'dropout', settings: { ...settings, maxNorm: null } },
      ],
      seeds: [1, 2, 3],
    };
  },
  train: trainWithCheckpoints,
  metrics: [
    { name: 'test error', unit: '%', decimals: 2, of: (result) => result.testError },
    { name: 'training error', unit: '%', decimals: 3, of: (result) => result.trainError },
    { name: 'largest norm', unit: '', decimals: 2, of: (result) => result.largestNorm },
    {
      name: 'at the bound',
      unit: '%',
      decimals: 0,
      of: ({ atBound }) => (atBound == null ? null : 100 * atBound),
    },
  ],
  pictures: (runs) => ({ paper: paperPicture(runs) }),
};

async function trainWithCheckpoints(
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
    from: notes.epoch,
    async afterEpoch(epoch) {
      progress(epoch / settings.epochs);
      if (epoch % settings.every !== 0) return;
      notes.epoch = epoch;
      notes.curve.push({ epoch, testError: errorPercent(model, mnist.test) });
      await saveCheckpoint(checkpoint, model, optimizer, notes);
    },
  });

  const { largest, atBound } = await normsOf(model);
  const result: PaperResult = {
    testError: errorPercent(model, mnist.test),
    trainError: errorPercent(model, mnist.train),
    largestNorm: largest,
    atBound,
    curve: notes.curve,
  };
  model.dispose();
  optimizer.dispose();
  return result;
}
