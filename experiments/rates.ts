import type { Experiment } from './experiment.js';
import { paperMetrics, paperSettings } from './paper.js';
import { ratesPicture } from './ratesPicture.js';
import { summarize } from '../examples/shared/statistics.js';
import {
  type PaperResult,
  type PaperRun,
  type PaperSettings,
  trainPaper,
} from './training/trainPaper.js';

const RATES = [0.01, 0.025, 0.063, 0.16, 0.4];
const EPOCHS = 5;
/** A network has learned if its error is at most so many times the lowest mean error of any variant. */
const LEARNED = 2;
const SIDES = [
  { name: 'dropout', bounded: false },
  { name: 'dropout + max-norm', bounded: true },
];

export const rates: Experiment<PaperSettings, PaperResult> = {
  name: 'rates',
  about:
    'the network of `paper` for few epochs: which learning rates learn, with max-norm and without',
  plan: (scale) => ({
    variants: RATES.flatMap((learningRate) => {
      const settings = { ...paperSettings(scale), learningRate, epochs: EPOCHS, every: EPOCHS };
      const [free, bounded] = SIDES.map(({ name }) => `${name}, rate ${learningRate}`);
      return [
        { name: free, settings: { ...settings, maxNorm: null } },
        { name: bounded, settings, against: free },
      ];
    }),
    seeds: [1, 2, 3],
  }),
  train: trainPaper,
  metrics: paperMetrics('test'),
  pictures: (runs) => ({ rates: ratesPicture(runs, limitOf(runs)) }),
  remarks(runs) {
    const limit = limitOf(runs);
    return SIDES.map(({ name, bounded }) => {
      const learned = RATES.filter((rate) => {
        const some = runs.filter((run) => isOf(run, rate, bounded));
        return some.length > 0 && some.every(({ result }) => result.testError <= limit);
      });
      const range =
        learned.length === 0 ? 'none' : `${learned.join(', ')}: a factor of ${spanOf(learned)}`;
      return `Learning rates at which every seed ends at ${limit.toFixed(2)} % or less, ${name}: ${range}.`;
    });
  },
};

function limitOf(runs: PaperRun[]): number {
  const means = [...new Set(runs.map(({ variant }) => variant))].map(
    (name) =>
      summarize(
        runs.filter(({ variant }) => variant === name).map(({ result }) => result.testError),
      ).mean,
  );
  return LEARNED * Math.min(...means);
}

function isOf({ settings }: PaperRun, rate: number, bounded: boolean): boolean {
  return settings.learningRate === rate && (settings.maxNorm != null) === bounded;
}

function spanOf(rates: number[]): number {
  return Math.round(Math.max(...rates) / Math.min(...rates));
}
