import { Worker } from 'node:worker_threads';
import { show } from '../show.js';
import { UsageError } from './command.js';
import { kerasTasks, type KerasTasks } from './kerasTasks.js';

export const TIMEOUT_HELP =
  'the most seconds that reading a Keras file may take, 120\n                    by default: a damaged one can make HDF5 run for ever';

/** @throws UsageError If it is not a number of seconds that a timer can wait. */
export function parseTimeout(text = '120'): number {
  const seconds = text.trim() === '' ? NaN : Number(text);
  if (seconds > 0 && seconds <= 2_000_000) return seconds;
  throw new UsageError(
    `--timeout must be a positive number of seconds, at most 2000000, got ${show(text)}.`,
  );
}

/**
 * Reads a Keras file in a separate thread.
 *
 * @param worker The file that the thread runs; without it, this thread reads.
 * @throws If the file is refused, or takes longer.
 */
export async function readKeras<T extends keyof KerasTasks>(
  task: T,
  path: string,
  seconds: number,
  worker: string | undefined,
): Promise<Awaited<ReturnType<KerasTasks[T]>>> {
  type Result = Awaited<ReturnType<KerasTasks[T]>>;
  if (worker == null) return (await kerasTasks[task](path)) as Result;
  const thread = new Worker(worker, { workerData: { task, path } });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Result>((resolve, reject) => {
      timer = setTimeout(
        () =>
          reject(
            new Error(
              `${path} was not read within ${seconds} seconds; it may be damaged. --timeout SECONDS gives it more time.`,
            ),
          ),
        1000 * seconds,
      );
      thread.once('message', (answer: { result: Result } | { error: string }) => {
        if ('error' in answer) reject(new Error(answer.error));
        else resolve(answer.result);
      });
      thread.once('error', reject);
      thread.once('exit', (code) =>
        reject(new Error(`${path} cannot be read: its thread ended with code ${code}.`)),
      );
    });
  } finally {
    clearTimeout(timer);
    await thread.terminate();
  }
}
