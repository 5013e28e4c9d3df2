import type { Experiment } from './experiment.js';
import { paperSettings } from './paper.js';
import { paperEpochsPicture } from './paperEpochsPicture.js';
import { pairedDifference } from '../examples/shared/statistics.js';
import {
  hasReached,
  type PaperResult,
  type PaperRun,
  type PaperSettings,
} from './training/trainPaper.js';
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
  remarks: (runs) => [...ratios(runs), ...unfinished(runs)],
};

/** The last epoch stands for one that is not reached. */
function epochsOf({ curve }: PaperResult): number {
  return curve[curve.length - 1].epoch;
}

/** The endpoint, and beside it the same for larger errors, which the same runs pass on their way. */
function ratios(runs: PaperRun[]): string[] {
  const stopAt = runs[0].settings.stopAt!;
  const others = [5 / 3, 4 / 3, 7 / 6].map((times) => times * stopAt);
  const of = (error: number) => `${+error.toFixed(2)} %: ${ratioOf(runs, error)}`;
  return [
    `Ratio of epochs, with max-norm / without: ${ratioOf(runs, stopAt)}.`,
    `To larger errors, which is not the endpoint: ${others.map(of).join('; ')}.`,
  ];
}

/** Of epochs to an error, as the geometric mean over the pairs, with the interval of Student's t on logarithms. */
function ratioOf(runs: PaperRun[], error: number): string {
  const epochs = (variant: string, seed: number) => {
    const curve = runs.find((run) => run.variant === variant && run.seed === seed)?.result.curve;
    return curve && epochsTo(curve, error);
  };
  const pairs = [...new Set(runs.map(({ seed }) => seed))]
    .map((seed) => [epochs(BOUNDED, seed), epochs(FREE, seed)])
    .filter((pair): pair is [number, number] => pair.every((count) => count != null))
    .map(([bounded, free]): [number, number] => [Math.log(bounded), Math.log(free)]);
  if (pairs.length === 0) return 'no pair has finished';
  const { mean, margin } = pairedDifference(pairs);
  const interval =
    margin == null
      ? 'too few pairs for an interval'
      : `95 % interval ${[mean - margin, mean + margin].map((end) => Math.exp(end).toFixed(2)).join(' to ')}`;
  return `${Math.exp(mean).toFixed(2)} (${interval})`;
}

/** As for a run that stops there. */
function epochsTo(curve: PaperResult['curve'], error: number): number {
  const at = curve.find((_, i) => hasReached(curve.slice(0, i + 1), error));
  return (at ?? curve[curve.length - 1]).epoch;
}

function unfinished(runs: PaperRun[]): string[] {
  const count = runs.filter(({ settings, result }) => epochsOf(result) === settings.epochs).length;
  return count === 0 ? [] : [`Runs that took all epochs: ${count}.`];
}
