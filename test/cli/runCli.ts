import { run } from '../../src/cli/run.js';

/** Runs the command line in this process. */
export async function runCli(
  ...args: string[]
): Promise<{ code: number; output: string; errors: string[] }> {
  const output: string[] = [];
  const errors: string[] = [];
  const code = await run(args, {
    print: (line) => output.push(line),
    printError: (line) => errors.push(line),
  });
  return { code, output: output.join('\n'), errors };
}
