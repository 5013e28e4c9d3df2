import { digitsMetrics } from './digitsMetrics.js';
import type { Experiment } from './experiment.js';
import { sweepPicture } from './sweepPicture.js';
import { type DigitsResult, type DigitsSettings, trainDigits } from './training/trainDigits.js';

export const BOUNDS = [0.1, 0.2, 0.5, 1, 2, 4, 8];

const common = { initializer: 'heNormal', l1: 0, l2: 0, momentum: 0.95, decay: true } as const;
const quick = {
  ...common,
  hidden: [128, 128],
  learningRate: 0.1,
  batchSize: 100,
  trainDigits: 1000,
  epochs: 20,
  every: 20,
};
const full = {
  ...common,
  hidden: [1024, 1024],
  learningRate: 0.05,
  batchSize: 128,
  trainDigits: null,
  epochs: 20,
  every: 5,
};

export const sweep: Experiment<DigitsSettings, DigitsResult> = {
  name: 'sweep',
  about: `max-norm with c from ${BOUNDS[0]} to ${BOUNDS[BOUNDS.length - 1]}, with and without dropout`,
  plan: (scale) => ({
    variants: ([null, [0.2, 0.5]] as const).flatMap((dropout) =>
      [null, ...BOUNDS].map((c) => ({
        name: `${dropout ? 'dropout, ' : ''}${c == null ? 'no bound' : `c = ${c}`}`,
        against: c == null ? undefined : `${dropout ? 'dropout, ' : ''}no bound`,
        settings: {
          ...(scale === 'quick' ? quick : full),
          dropout: dropout && [...dropout],
          maxNorm: c == null ? null : [c, c],
        },
      })),
    ),
    seeds: [1, 2, 3],
  }),
  train: trainDigits,
  metrics: digitsMetrics,
  pictures: (runs) => ({ sweep: sweepPicture(runs) }),
};
