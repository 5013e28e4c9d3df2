import { clipPicture } from './clipPicture.js';
import { DEEP_BOUND, deepMetrics, deepSettings } from './deep.js';
import type { Experiment } from './experiment.js';
import { type DeepResult, type DeepSettings, trainDeep } from './training/trainDeep.js';

/** At which `explode` sees the network fail without help. */
const RATE = 0.4;
const CLIP = 1;

export const clip: Experiment<DeepSettings, DeepResult> = {
  name: 'clip',
  about: 'gradient clipping beside max-norm: one bounds the step, the other the weights',
  plan: (scale) => {
    const settings = deepSettings(scale, RATE);
    return {
      variants: [
        { name: 'none', settings },
        { name: 'clipping', settings: { ...settings, clipNorm: CLIP }, against: 'none' },
        { name: 'max-norm', settings: { ...settings, maxNorm: DEEP_BOUND }, against: 'none' },
        {
          name: 'both',
          settings: { ...settings, clipNorm: CLIP, maxNorm: DEEP_BOUND },
          against: 'clipping',
        },
      ],
      seeds: [1, 2, 3],
    };
  },
  train: trainDeep,
  metrics: deepMetrics,
  pictures: (runs) => ({ clip: clipPicture(runs) }),
};
