import type { Experiment } from './experiment.js';
import { paperMetrics, paperSettings } from './paper.js';
import { paperTuningPicture } from './paperTuningPicture.js';
import { trainPaperHeldOut } from './training/trainPaperHeldOut.js';
import type { PaperResult, PaperSettings } from './training/trainPaper.js';

/** What is changed of the settings of `paper`, by name. */
const CHANGES: [string, Partial<PaperSettings>][] = [
  ['as in paper', {}],
  ['rate 0.025', { learningRate: 0.025 }],
  ['rate 0.1', { learningRate: 0.1 }],
  ['warm-up', { warmUp: 0.25 }],
  ['rate 0.1, warm-up', { learningRate: 0.1, warmUp: 0.25 }],
  ['c x 0.5', { maxNorm: [0.8, 0.5] }],
  ['c x 0.75', { maxNorm: [1.2, 0.75] }],
];
export const paperTuning: Experiment<PaperSettings, PaperResult> = {
  name: 'paper-tuning',
  about: 'learning rate and c of `paper` with max-norm, by the error on training digits held out',
  plan: (scale) => {
    const settings = paperSettings(scale);
    const epochs = scale === 'quick' ? settings.epochs : 40;
    return {
      variants: CHANGES.map(([name, change]) => ({
        name,
        settings: { ...settings, ...change, epochs },
      })),
      seeds: [1],
    };
  },
  train: trainPaperHeldOut,
  metrics: paperMetrics('validation'),
  pictures: (runs) => ({ 'paper-tuning': paperTuningPicture(runs) }),
};
