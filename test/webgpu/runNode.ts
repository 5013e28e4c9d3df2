import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export type Environment = Record<string, string>;

/** Runs Node on TypeScript in a process of its own, from the repository's root; answers what it printed. */
export async function runNode(args: string[], environment: Environment): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', ...args], {
    env: { ...process.env, ...environment },
    maxBuffer: 2 ** 24,
  });
  return stdout;
}
