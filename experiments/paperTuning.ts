import { splitByClass } from '../examples/shared/mnist/load.js';
import type { Experiment } from './experiment.js';
import { paperMetrics, paperSettings } from './paper.js';
import { paperTuningPicture } from './paperTuningPicture.js';
import { type PaperResult, type PaperSettings, trainPaper } from './training/trainPaper.js';

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
/** Every sixth of the training digits: of 60,000, what MNIST has for testing. */
const HELD_OUT = 6;

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
  // Its errors are validation errors: the test digits are not looked at.
  train: (settings, context) =>
    trainPaper(settings, {
      ...context,
      mnist: { ...context.mnist, ...splitByClass(context.mnist.train, HELD_OUT) },
    }),
  metrics: paperMetrics('validation'),
  pictures: (runs) => ({ 'paper-tuning': paperTuningPicture(runs) }),
};
