import { parseArgs, type ParseArgsConfig } from 'node:util';

/** One command of the command line. */
export interface Command {
  /** What `--help` prints. */
  help: string;
  /** @throws UsageError if the arguments are wrong; any other error if the work fails. */
  run(args: string[], print: (line: string) => void): Promise<void>;
}

/** Wrong arguments: exit code 2. */
export class UsageError extends Error {}

/**
 * Parses a command's arguments.
 *
 * @param names Names of the positional arguments, all of them required.
 * @throws UsageError if an option is unknown or has no value, or a positional argument is missing or one too many.
 */
export function parseCommand<T extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  names: string[],
  options: T,
) {
  const { values, positionals } = parse(args, options);
  if (positionals.length < names.length) {
    throw new UsageError(`${names[positionals.length]} is missing.`);
  }
  if (positionals.length > names.length) {
    throw new UsageError(`there is an argument too many: "${positionals[names.length]}".`);
  }
  return { values, positionals };
}

function parse<T extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: T) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(/[.\n] /)[0].replace(/[.\s]+$/, '')}.`);
  }
}
