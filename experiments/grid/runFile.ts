import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../../examples/shared/errors.js';
import type { RunKey } from './runKey.js';

/** A finished run as it is kept. */
export interface RunFile<Result> extends RunKey {
  variant: string;
  /** When it finished, in UTC. */
  finished: string;
  /** How long the process that finished it worked on it. */
  seconds: number;
  machine: string;
  result: Result;
}

/** Whole or not at all. */
export async function writeRun<Result>(path: string, run: RunFile<Result>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.new`, `${JSON.stringify(run, null, 1)}\n`);
  await rename(`${path}.new`, path);
}

/** `undefined` if the run has not finished yet. */
export async function readRun<Result>(path: string): Promise<RunFile<Result> | undefined> {
  if (!existsSync(path)) return undefined;
  try {
    const run = JSON.parse(await readFile(path, 'utf8')) as RunFile<Result>;
    if (run.result == null) throw new Error('it has no result');
    return run;
  } catch (error) {
    throw new UserError(
      `${path}: is no finished run (${(error as Error).message}); remove it to run that one again.`,
    );
  }
}
