import { DEEP_BOUND, deepMetrics, deepSettings, FAILED } from './deep.js';
import type { Experiment, FinishedRun } from './experiment.js';
import { explodePictures } from './explodePictures.js';
import { type DeepResult, type DeepSettings, trainDeep } from './training/trainDeep.js';

const RATES = [0.05, 0.1, 0.2, 0.3, 0.4, 0.8];
type DeepRun = FinishedRun<DeepSettings, DeepResult>;

export const explode: Experiment<DeepSettings, DeepResult> = {
  name: 'explode',
  about: 'a deep network at high learning rates, with and without max-norm',
  plan: (scale) => ({
    variants: RATES.flatMap((rate) => {
      const settings = deepSettings(scale, rate);
      return [
        { name: `none, rate ${rate}`, settings },
        {
          name: `max-norm, rate ${rate}`,
          settings: { ...settings, maxNorm: DEEP_BOUND },
          against: `none, rate ${rate}`,
        },
      ];
    }),
    seeds: [1, 2, 3],
  }),
  train: trainDeep,
  metrics: deepMetrics,
  pictures: explodePictures,
  remarks: (runs) => [
    `Seeds that end with a training error below ${FAILED} %, without and with max-norm:`,
    ...RATES.map(
      (rate) => `  rate ${rate}: ${survivors(runs, rate, false)}, ${survivors(runs, rate, true)}`,
    ),
  ],
};

function survivors(runs: DeepRun[], rate: number, bounded: boolean): string {
  const these = runs.filter(
    ({ settings }) => settings.learningRate === rate && (settings.maxNorm != null) === bounded,
  );
  const alive = these.filter(({ result }) => result.trainError < FAILED);
  return `${alive.length} of ${these.length}`;
}
