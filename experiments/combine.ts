import { combinePictures } from './combinePictures.js';
import { DROPOUT, MAX_NORM, regularized } from './compare.js';
import { digitsMetrics } from './digitsMetrics.js';
import type { Experiment } from './experiment.js';
import { type DigitsResult, type DigitsSettings, trainDigits } from './training/trainDigits.js';

export const combine: Experiment<DigitsSettings, DigitsResult> = {
  name: 'combine',
  about: 'max-norm on top of L2, batch norm, and dropout at a low and a high learning rate',
  plan: (scale) => {
    const settings = regularized(scale);
    const small = scale === 'quick' ? 5e-4 : 1e-5;
    const partners: [string, Partial<DigitsSettings>][] = [
      ['none', {}],
      ['small L2', { l2: small }],
      ['large L2', { l2: 10 * small }],
      ['batch norm', { batchNorm: true }],
      ['dropout, low rate', { dropout: DROPOUT, learningRate: settings.learningRate / 5 }],
      ['dropout, high rate', { dropout: DROPOUT, learningRate: settings.learningRate * 2 }],
    ];
    return {
      variants: partners.flatMap(([name, own]) => [
        { name, settings: { ...settings, ...own } },
        {
          name: name === 'none' ? 'max-norm' : `${name} + max-norm`,
          settings: { ...settings, ...own, maxNorm: MAX_NORM },
          against: name,
        },
      ]),
      seeds: [1, 2, 3],
    };
  },
  train: trainDigits,
  metrics: digitsMetrics,
  pictures: combinePictures,
};
