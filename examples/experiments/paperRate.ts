import { splitByClass } from '../shared/mnist/load.js';
import type { Experiment } from './experiment.js';
import { paperMetrics, paperSettings } from './paper.js';
import { paperRatePicture } from './paperRatePicture.js';
import { type PaperResult, type PaperSettings, trainPaper } from './training/trainPaper.js';

/** Peak of the learning rate, and the share of training in which it rises to it. */
const RATES = [
  { learningRate: 0.025 },
  { learningRate: 0.05 },
  { learningRate: 0.1 },
  { learningRate: 0.05, warmUp: 0.25 },
  { learningRate: 0.1, warmUp: 0.25 },
];
/** Every sixth of the training digits: of 60,000, what MNIST has for testing. */
const HELD_OUT = 6;

export const paperRate: Experiment<PaperSettings, PaperResult> = {
  name: 'paper-rate',
  about: 'the learning rate of `paper` with max-norm, by its error on training digits held out',
  plan: (scale) => {
    const settings = paperSettings(scale);
    const epochs = scale === 'quick' ? settings.epochs : 40;
    return {
      variants: RATES.map((rate) => ({
        name: `rate ${rate.learningRate}${rate.warmUp ? ', warm-up' : ''}`,
        settings: { ...settings, ...rate, epochs },
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
  pictures: (runs) => ({ 'paper-rate': paperRatePicture(runs) }),
};
