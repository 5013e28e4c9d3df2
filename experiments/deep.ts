import type { Metric, Scale } from './experiment.js';
import type { DeepResult, DeepSettings } from './training/trainDeep.js';

/** The deep network of the experiments on stability, without a bound or clipping. */
export function deepSettings(scale: Scale, learningRate: number): DeepSettings {
  return {
    hidden: Array.from({ length: 6 }, () => (scale === 'quick' ? 128 : 512)),
    initializer: 'heNormal',
    dropout: null,
    maxNorm: null,
    l1: 0,
    l2: 0,
    momentum: 0.9,
    clipNorm: null,
    learningRate,
    decay: true,
    batchSize: 100,
    trainDigits: scale === 'quick' ? 1000 : 20_000,
    epochs: scale === 'quick' ? 12 : 5,
    every: scale === 'quick' ? 4 : 20,
  };
}

/** c of every layer: what a unit starts with under He's initialization is 1.41. */
export const DEEP_BOUND: [number, number] = [2, 2];

/** Training failed with this training error or more, in percent; guessing is 90. */
export const FAILED = 50;

export const deepMetrics: Metric<DeepResult>[] = [
  { name: 'training error', unit: '%', decimals: 1, of: (result) => result.trainError },
  { name: 'test error', unit: '%', decimals: 1, of: (result) => result.testError },
  { name: 'largest norm', unit: '', decimals: 2, of: (result) => result.largestNorm },
  { name: 'longest step', unit: '', decimals: 2, of: (result) => result.longestStep },
  { name: 'largest activation', unit: '', decimals: 1, of: (result) => result.largestActivation },
];
