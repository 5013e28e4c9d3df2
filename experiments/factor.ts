import type { Experiment } from './experiment.js';
import { factorPictures } from './factorPictures.js';
import { factorTasks } from './factorTasks.js';
import {
  excessesOf,
  failures,
  FACTORS,
  LIMIT,
  type TaskExcess,
  variantName,
} from './factorVerdict.js';
import {
  type FactorResult,
  type FactorRun,
  type FactorSettings,
  trainFactor,
} from './training/trainFactor.js';

const TASKS = Object.keys(factorTasks);

/**
 * Is there one factor k such that c = k x (the mean norm that a kernel's units start with), one c for each kernel, is
 * good on every task?
 *
 * Fixed before any of its runs. The factors are .5, .71, 1, 1.41 and 2; no bound is shown beside them. The loss is the
 * mean cross-entropy of the last weights on the digits held out; of `plasticity`, that of every batch before it is
 * learned from, over all tasks. A task's best factor is the one with the lowest geometric mean loss over seeds 1 to 3.
 * On seeds 4 to 9, the relative excess loss of k is the geometric mean of its loss / the best factor's of the same seed,
 * less 1, with a 95 % interval by Student's t on the logarithms. k is good if the upper end of that interval is at most
 * 5 % on every task; an interval too wide to tell counts as no.
 */
export const factor: Experiment<FactorSettings, FactorResult> = {
  name: 'factor',
  about: 'one multiple of the norm that units start with, as c for every network and optimizer',
  plan: () => ({
    variants: TASKS.flatMap((task) => [
      ...FACTORS.map((factor) => ({
        name: variantName(task, factor),
        settings: { ...factorTasks[task], maxNormTimesInitial: factor },
        against: variantName(task, null),
      })),
      // One seed less, so that these runs come last: nothing is decided by them.
      { name: variantName(task, null), settings: factorTasks[task], seeds: 8 },
    ]),
    seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9],
  }),
  train: trainFactor,
  metrics: [
    { name: 'loss', unit: '', decimals: 3, of: ({ loss }) => loss },
    { name: 'error', unit: '%', decimals: 1, of: ({ error }) => error },
    {
      name: 'at the bound',
      unit: '%',
      decimals: 0,
      of: ({ atBound }) => (atBound == null ? null : 100 * atBound),
    },
  ],
  pictures: (runs) => factorPictures(excessesOf(TASKS, runs)),
  remarks(runs: FactorRun[]) {
    const found = excessesOf(TASKS, runs);
    return [
      "Loss beyond that of the task's best factor, in %, with its 95 % interval:",
      ...found.map((one) => `  ${one.task}: ${describe(one)}`),
      ...FACTORS.map((factor) => verdict(factor, failures(factor, TASKS, found))),
    ];
  },
};

function describe({ best, excesses }: TaskExcess): string {
  const each = excesses.map(({ factor, mean, low, high }) => {
    const interval =
      low == null || high == null ? '' : ` (${low.toFixed(1)} to ${high.toFixed(1)})`;
    return `${factor == null ? 'none' : `${factor} x`} ${mean.toFixed(1)}${interval}`;
  });
  return `best ${best} x; ${each.join(', ')}`;
}

function verdict(factor: number, failed: string[]): string {
  return failed.length === 0
    ? `${factor} x is within ${LIMIT} % of the best factor on every task.`
    : `${factor} x is not known to be within ${LIMIT} % of the best factor on: ${failed.join('; ')}.`;
}
