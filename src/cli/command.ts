import { parseArgs, type ParseArgsConfig } from 'node:util';

/** One command of the command line. */
export interface Command {
  /** What `--help` prints. */
  help: string;
  /**
   * @param kerasWorker The file of the thread that reads Keras files; none where this thread is to.
   * @throws UsageError if the arguments are wrong; any other error if the work fails.
   */
  run(args: string[], print: (line: string) => void, kerasWorker?: string): Promise<void>;
}

/** Wrong arguments: exit code 2. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;

type ParsedArgs<T extends Options> = Pick<
  ReturnType<typeof parseArgs<{ options: T; strict: true; allowPositionals: true }>>,
  'values' | 'positionals'
>;

/**
 * Parses a command's arguments.
 *
 * @param names Names of the positional arguments, all of them required.
 * @throws UsageError if an option is unknown or has no value, or a positional argument is missing or unexpected.
 */
export function parseCommand<T extends Options>(
  args: string[],
  names: string[],
  options: T,
): ParsedArgs<T> {
  const { values, positionals } = parse(args, options);
  if (positionals.length < names.length) {
    throw new UsageError(`${names[positionals.length]} is missing.`);
  }
  if (positionals.length > names.length) {
    throw new UsageError(`unexpected argument "${positionals[names.length]}".`);
  }
  return { values, positionals };
}

function parse<T extends Options>(args: string[], options: T): ParsedArgs<T> {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(/[.\n] /)[0].replace(/[.\s]+$/, '')}.`);
  }
}
