import { VERSION } from '../version.js';
import { UsageError } from './command.js';
import { commands } from './commands.js';

export interface Output {
  print: (line: string) => void;
  printError: (line: string) => void;
  /** The file of the thread that reads Keras files; without it, this thread reads them. */
  kerasWorker?: string;
}

const NAME = 'tfjs-max-norm';

const HELP = `Usage: ${NAME} COMMAND ...

Max-norm for saved TensorFlow.js models.

Commands:
${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`)
  .join('\n')}

  ${NAME} COMMAND --help   describes a command
  ${NAME} --version        prints the version

Exit codes: 0 done, 1 failed, 2 wrong arguments.`;

/**
 * Runs the command line.
 *
 * @param args What follows the program's name.
 * @returns The exit code: 0 done, 1 failed, 2 wrong arguments.
 */
export async function run(args: string[], output: Output): Promise<number> {
  const print = (line: string): void => output.print(printable(line));
  const printError = (line: string): void => output.printError(printable(line));
  const [name, ...rest] = args;
  if (name === undefined) {
    printError(HELP);
    return 2;
  }
  if (name === '--help' || name === '-h') {
    print(HELP);
    return 0;
  }
  if (name === '--version' || name === '-v') {
    print(VERSION);
    return 0;
  }
  if (!Object.hasOwnProperty.call(commands, name)) {
    const known = Object.keys(commands).join(', ');
    printError(`${NAME}: unknown command "${name}"; the commands are ${known}. See --help.`);
    return 2;
  }
  try {
    const command = await commands[name].load();
    if (asksForHelp(rest)) print(command.help);
    else await command.run(rest, print, output.kerasWorker);
    return 0;
  } catch (error) {
    const isUsage = error instanceof UsageError;
    const message = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
    const hint = isUsage ? ` See ${NAME} ${name} --help.` : '';
    printError(`${NAME} ${name}: ${message}${hint}`);
    return isUsage ? 2 : 1;
  }
}

/** Without control characters: a name in a model's files may contain some that control a terminal. */
function printable(text: string): string {
  return text.replace(/(?![\n\t])\p{Cc}/gu, '?');
}

function asksForHelp(args: string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h');
}
