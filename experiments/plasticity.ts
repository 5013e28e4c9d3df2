import type { Experiment, Variant } from './experiment.js';
import { plasticityPicture } from './plasticityPicture.js';
import {
  type PlasticityResult,
  type PlasticitySettings,
  trainPlasticity,
} from './training/trainPlasticity.js';

const full: PlasticitySettings = {
  hidden: [300, 150],
  optimizer: 'momentum',
  learningRate: 0.03,
  l2: 0,
  maxNormTimesInitial: null,
  clipTimesInitial: null,
  tasks: 200,
  digitsPerTask: 5000,
  batchSize: 16,
};
const quick = { ...full, tasks: 40, digitsPerTask: 1000 };

const L2 = [3e-4, 1e-3, 3e-3];
const FACTORS = [0.5, 0.71, 1, 1.41];
/** Of the headline, which was fixed before any run: c is the initial norm. */
const BOUND = 'max-norm 1 x';

/** The ways of training at one optimizer and learning rate. */
function arms(common: PlasticitySettings, prefix: string): Variant<PlasticitySettings>[] {
  const none = `${prefix}none`;
  return [
    { name: none, settings: common },
    ...FACTORS.map((factor) => ({
      name: `${prefix}max-norm ${factor} x`,
      settings: { ...common, maxNormTimesInitial: factor },
      against: none,
    })),
    ...L2.map((l2) => ({ name: `${prefix}L2 ${l2}`, settings: { ...common, l2 }, against: none })),
    {
      name: `${prefix}clipping`,
      settings: { ...common, clipTimesInitial: 2 },
      against: none,
    },
  ];
}

export const plasticity: Experiment<PlasticitySettings, PlasticityResult> = {
  name: 'plasticity',
  about: 'a network that keeps learning: a new permutation of the pixels every few thousand digits',
  plan(scale) {
    if (scale === 'quick') {
      const shown = ['none', BOUND, 'L2 0.001'];
      return {
        variants: arms(quick, '').filter(({ name }) => shown.includes(name)),
        seeds: [1, 2, 3],
      };
    }
    const others: [string, Partial<PlasticitySettings>][] = [
      ['momentum .01: ', { learningRate: 0.01 }],
      ['Adam .001: ', { optimizer: 'adam', learningRate: 0.001 }],
      ['Adam .003: ', { optimizer: 'adam', learningRate: 0.003 }],
    ];
    return {
      variants: [
        ...arms(full, ''),
        ...others.flatMap(([prefix, own]) =>
          arms({ ...full, ...own }, prefix).map((variant) => ({ ...variant, seeds: 3 })),
        ),
      ],
      seeds: [1, 2, 3, 4, 5],
    };
  },
  train: trainPlasticity,
  metrics: [
    { name: 'accuracy, last tenth', unit: '%', decimals: 1, of: ({ last }) => last },
    { name: 'first tenth', unit: '%', decimals: 1, of: ({ first }) => first },
    { name: 'largest norm', unit: '', decimals: 2, of: ({ largestNorm }) => largestNorm },
    {
      name: 'dead units, last task',
      unit: '%',
      decimals: 1,
      of: ({ tasks }) => tasks[tasks.length - 1].dead,
    },
  ],
  pictures: (runs) => ({ plasticity: plasticityPicture(runs) }),
  remarks: (runs) =>
    runs[0].settings.tasks < full.tasks
      ? [
          'Short tasks, and few of them: this shows the norms grow and the accuracies part, not where they end.',
        ]
      : [],
};
