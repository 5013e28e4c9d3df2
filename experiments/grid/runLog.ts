import { appendFile, mkdir, readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../../examples/shared/errors.js';
import { lock } from './lock.js';
import { type RunKey, runName } from './runKey.js';

/** A finished run as it is kept. */
export interface RecordedRun<Result> extends RunKey {
  variant: string;
  /** When it finished, in UTC. */
  finished: string;
  /** How long the process that finished it worked on it. */
  seconds: number;
  machine: string;
  result: Result;
}

/** The finished runs of an experiment. */
export interface RunLog<Result> {
  /** @param name That of `runName`. */
  find(name: string): RecordedRun<Result> | undefined;
  /** Keeps a run, and returns it as it is kept: what is not finite is `null`. */
  append(run: RecordedRun<Result>): Promise<RecordedRun<Result>>;
  close(): Promise<void>;
}

/**
 * Opens a JSON Lines file (jsonlines.org) with one finished run on each line. Part of a line, as a killed process leaves
 * it, is cut off: that run has not finished.
 *
 * @param readOnly Leaves the file as it is, and takes no lock.
 * @throws A `UserError` if another process has it open, or a whole line holds no finished run.
 */
export async function openRunLog<Result>(path: string, readOnly: boolean): Promise<RunLog<Result>> {
  await mkdir(dirname(path), { recursive: true });
  const unlock = readOnly ? () => Promise.resolve() : await lock(path);
  try {
    const content = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return Buffer.alloc(0);
      throw error;
    });
    const length = content.lastIndexOf('\n') + 1;
    if (!readOnly && length < content.length) await truncate(path, length);
    const runs = new Map<string, RecordedRun<Result>>();
    const lines = content.subarray(0, length).toString().split('\n').slice(0, -1);
    lines.forEach((line, i) => {
      const run = parse<Result>(line, `${path}:${i + 1}`);
      runs.set(nameOf(run), run);
    });
    return {
      find: (name) => runs.get(name),
      async append(run) {
        const line = `${JSON.stringify(run)}\n`;
        await appendFile(path, line);
        return JSON.parse(line) as RecordedRun<Result>;
      },
      close: unlock,
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

function parse<Result>(line: string, place: string): RecordedRun<Result> {
  try {
    const run = JSON.parse(line) as RecordedRun<Result>;
    if (run.result == null) throw new Error('it has no result');
    return run;
  } catch (error) {
    throw new UserError(
      `${place}: is not a finished run (${(error as Error).message}); remove the line to run that one again.`,
    );
  }
}

function nameOf<Result>(run: RecordedRun<Result>): string {
  const { variant, experiment, settings, seed, data, backend } = run;
  return runName(variant, { experiment, settings, seed, data, backend });
}
