import { UserError } from '../examples/shared/errors.js';
import { experiments } from './experiments.js';
import { help, parseOptions } from './options.js';

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
