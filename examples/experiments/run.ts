import { UserError } from '../shared/errors.js';
import { clip } from './clip.js';
import { compare } from './compare.js';
import { conduct } from './conduct.js';
import type { Experiment } from './experiment.js';
import { explode } from './explode.js';
import { help, type Options, parseOptions } from './options.js';
import { paper } from './paper.js';
import { sweep } from './sweep.js';

const experiments = [offer(compare), offer(sweep), offer(explode), offer(clip), offer(paper)];

/** The program; returns its exit code. */
export async function run(args: string[]): Promise<number> {
  try {
    const names = experiments.map(({ name }) => name);
    const options = parseOptions(args, names);
    if (options == null) console.log(help(experiments));
    else await experiments[names.indexOf(options.experiment)].conduct(options);
    return 0;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    return error.exitCode;
  }
}

/** Experiments differ in the types of their settings and results; in a list they have but a name and a purpose. */
function offer<Settings extends object, Result extends object>(
  experiment: Experiment<Settings, Result>,
) {
  const { name, about } = experiment;
  return { name, about, conduct: (options: Options) => conduct(experiment, options) };
}
