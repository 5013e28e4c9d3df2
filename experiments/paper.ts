import type { Experiment, Metric, Scale } from './experiment.js';
import { paperPicture } from './paperPicture.js';
import { type PaperResult, type PaperSettings, trainPaper } from './training/trainPaper.js';

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

export function paperSettings(scale: Scale): PaperSettings {
  return scale === 'quick' ? quick : full;
}

/** @param digits Those that the error is measured on. */
export function paperMetrics(digits: 'test' | 'validation'): Metric<PaperResult>[] {
  return [
    { name: `${digits} error`, unit: '%', decimals: 2, of: (result) => result.testError },
    { name: 'training error', unit: '%', decimals: 3, of: (result) => result.trainError },
    { name: 'largest norm', unit: '', decimals: 2, of: (result) => result.largestNorm },
    {
      name: 'at the bound',
      unit: '%',
      decimals: 0,
      of: ({ atBound }) => (atBound == null ? null : 100 * atBound),
    },
  ];
}

export const paper: Experiment<PaperSettings, PaperResult> = {
  name: 'paper',
  about: "the dropout paper's MNIST network: dropout against dropout + max-norm",
  plan: (scale) => {
    const settings = paperSettings(scale);
    return {
      variants: [
        { name: 'dropout + max-norm', settings, against: 'dropout' },
        { name: 'dropout', settings: { ...settings, maxNorm: null } },
      ],
      seeds: [1, 2, 3],
    };
  },
  train: trainPaper,
  metrics: paperMetrics('test'),
  pictures: (runs) => ({ paper: paperPicture(runs) }),
};
