import type { Experiment } from './experiment.js';
import { paperSettings } from './paper.js';
import { paperEpochsPicture } from './paperEpochsPicture.js';
import { pairedDifference } from '../examples/shared/statistics.js';
import type { PaperResult, PaperRun, PaperSettings } from './training/trainPaper.js';
import { trainPaperHeldOut } from './training/trainPaperHeldOut.js';

const FREE = 'dropout';
const BOUNDED = 'dropout + max-norm';
/**
 * In percent, on digits held out; fixed before any run, with a look at the recorded runs of other seeds: those of `paper`
 * pass through it, on the test digits, between epochs 35 and 60, and those of `paper-tuning` end below it.
 */
const STOP_AT = { full: 1.5, quick: 9 };

export const paperEpochs: Experiment<PaperSettings, PaperResult> = {
  name: 'paper-epochs',
  about:
    'the network of `paper`: epochs to one error on digits held out, with max-norm and without',
  plan: (scale) => {
    const settings = { ...paperSettings(scale), every: 1, stopAt: STOP_AT[scale] };
    return {
      variants: [
        { name: BOUNDED, settings, against: FREE },
        { name: FREE, settings: { ...settings, maxNorm: null } },
      ],
      // Not those of the recorded runs.
      seeds: [11, 12, 13, 14, 15],
    };
  },
  train: trainPaperHeldOut,
  metrics: [
    { name: 'epochs', unit: '', decimals: 1, of: epochsOf },
    { name: 'validation error', unit: '%', decimals: 2, of: (result) => result.testError },
    { name: 'largest norm', unit: '', decimals: 2, of: (result) => result.largestNorm },
  ],
  pictures: (runs) => ({ 'paper-epochs': paperEpochsPicture(runs) }),
  remarks: (runs) => [ratioOf(runs), ...unfinished(runs)],
};

/** The last epoch stands for one that is not reached. */
function epochsOf({ curve }: PaperResult): number {
  return curve[curve.length - 1].epoch;
}

/** Of epochs, as the geometric mean over the pairs, with the interval of Student's t on logarithms. */
function ratioOf(runs: PaperRun[]): string {
  const epochs = (variant: string, seed: number) => {
    const run = runs.find((run) => run.variant === variant && run.seed === seed);
    return run && epochsOf(run.result);
  };
  const pairs = [...new Set(runs.map(({ seed }) => seed))]
    .map((seed) => [epochs(BOUNDED, seed), epochs(FREE, seed)])
    .filter((pair): pair is [number, number] => pair.every((count) => count != null))
    .map(([bounded, free]): [number, number] => [Math.log(bounded), Math.log(free)]);
  if (pairs.length === 0) return 'Ratio of epochs: no pair has finished.';
  const { mean, margin } = pairedDifference(pairs);
  const interval =
    margin == null
      ? 'too few pairs for an interval'
      : `95 % interval ${[mean - margin, mean + margin].map((end) => Math.exp(end).toFixed(2)).join(' to ')}`;
  return `Ratio of epochs, with max-norm / without: ${Math.exp(mean).toFixed(2)} (${interval}).`;
}

function unfinished(runs: PaperRun[]): string[] {
  const count = runs.filter(({ settings, result }) => epochsOf(result) === settings.epochs).length;
  return count === 0 ? [] : [`Runs that took all epochs: ${count}.`];
}
