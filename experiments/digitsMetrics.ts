import type { Metric } from './experiment.js';
import type { DigitsResult } from './training/trainDigits.js';

/** What the experiments on regularization measure. */
export const digitsMetrics: Metric<DigitsResult>[] = [
  { name: 'test error', unit: '%', decimals: 2, of: (result) => result.testError },
  { name: 'training error', unit: '%', decimals: 2, of: (result) => result.trainError },
  {
    name: 'gap',
    unit: 'points',
    decimals: 2,
    of: ({ testError, trainError }) => testError - trainError,
  },
  { name: 'largest norm', unit: '', decimals: 2, of: (result) => result.largestNorm },
  {
    name: 'at the bound',
    unit: '%',
    decimals: 0,
    of: ({ atBound }) => (atBound == null ? null : 100 * atBound),
  },
];
