import { comparePicture } from './comparePicture.js';
import { digitsMetrics } from './digitsMetrics.js';
import type { Experiment, Scale } from './experiment.js';
import { type DigitsResult, type DigitsSettings, trainDigits } from './training/trainDigits.js';

const common = {
  initializer: 'heNormal',
  dropout: null,
  maxNorm: null,
  l1: 0,
  l2: 0,
  momentum: 0.95,
  decay: true,
} as const;

const quick: DigitsSettings = {
  ...common,
  hidden: [256, 256],
  learningRate: 0.1,
  batchSize: 100,
  trainDigits: 1000,
  epochs: 30,
  every: 3,
};
const full: DigitsSettings = {
  ...common,
  hidden: [1024, 1024],
  learningRate: 0.05,
  batchSize: 128,
  trainDigits: null,
  epochs: 20,
  every: 2,
};

/** The network that regularizers are compared on, without any. */
export function regularized(scale: Scale): DigitsSettings {
  return scale === 'quick' ? quick : full;
}

/** Of the input, of hidden layers. */
export const DROPOUT: [number, number] = [0.2, 0.5];

/** Without dropout's rescaling of what comes in, one c for all layers. */
export const MAX_NORM: [number, number] = [1.5, 1.5];

const AGAINST: Record<string, string> = {
  L1: 'none',
  L2: 'none',
  'L1 + L2': 'none',
  'max-norm': 'none',
  dropout: 'none',
  'dropout + L2': 'dropout',
  'dropout + max-norm': 'dropout',
};

export const compare: Experiment<DigitsSettings, DigitsResult> = {
  name: 'compare',
  about: 'none, L1, L2, L1 + L2, max-norm, dropout, dropout + L2, dropout + max-norm',
  plan: (scale) => {
    const settings = regularized(scale);
    const dropout = DROPOUT;
    const [l1, l2] = scale === 'quick' ? [5e-5, 5e-4] : [1e-6, 1e-5];
    const maxNorm = MAX_NORM;
    const variants: [string, Partial<DigitsSettings>][] = [
      ['none', {}],
      ['L1', { l1 }],
      ['L2', { l2 }],
      ['L1 + L2', { l1, l2 }],
      ['max-norm', { maxNorm }],
      ['dropout', { dropout }],
      ['dropout + L2', { dropout, l2 }],
      ['dropout + max-norm', { dropout, maxNorm }],
    ];
    return {
      variants: variants.map(([name, own]) => ({
        name,
        settings: { ...settings, ...own },
        against: AGAINST[name],
      })),
      seeds: [1, 2, 3],
    };
  },
  train: trainDigits,
  metrics: digitsMetrics,
  pictures: (runs) => ({ compare: comparePicture(runs) }),
};
