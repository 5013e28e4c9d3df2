import { clip } from './clip.js';
import { combine } from './combine.js';
import { compare } from './compare.js';
import { conduct } from './conduct.js';
import type { Experiment, RunContext } from './experiment.js';
import { explode } from './explode.js';
import { factor } from './factor.js';
import type { Options } from './options.js';
import { paper } from './paper.js';
import { paperEpochs } from './paperEpochs.js';
import { paperTuning } from './paperTuning.js';
import { plasticity } from './plasticity.js';
import { rates } from './rates.js';
import { sweep } from './sweep.js';

export const experiments = [
  offer(compare),
  offer(combine),
  offer(sweep),
  offer(explode),
  offer(clip),
  offer(plasticity),
  offer(paper),
  offer(paperTuning),
  offer(paperEpochs),
  offer(rates),
  offer(factor),
];

/** Experiments differ in the types of their settings and results, which a list cannot tell apart. */
function offer<Settings extends object, Result extends object>(
  experiment: Experiment<Settings, Result>,
) {
  const { name, about } = experiment;
  return {
    name,
    about,
    conduct: (options: Options) => conduct(experiment, options),
    /** @param settings Those of one of its variants. */
    train: (settings: object, context: RunContext): Promise<object> =>
      experiment.train(settings as Settings, context),
  };
}
