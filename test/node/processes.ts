import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Starts a TypeScript file as a process of its own, which runs the sources as they are. */
export function start(script: string, ...args: string[]): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', join(__dirname, script), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Until it says that it is ready. */
export async function readiness(child: ChildProcess): Promise<void> {
  await once(child.stdout!, 'data');
}

export async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** What a process printed, and how it ended. */
export async function result(
  child: ChildProcess,
): Promise<{ code: number | null; output: string; errors: string }> {
  let [output, errors] = ['', ''];
  child.stdout!.on('data', (data) => (output += String(data)));
  child.stderr!.on('data', (data) => (errors += String(data)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output, errors };
}
