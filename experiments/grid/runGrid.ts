import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FinishedRun, Plan, RunContext, Variant } from '../experiment.js';
import { machine } from './machine.js';
import { showGridProgress } from './progress.js';
import { type DataKey, type RunKey, runName } from './runKey.js';
import { openRunLog, type RecordedRun } from './runLog.js';

/** Variant x seed, seed by seed; first the variants that take all seeds, which are what an experiment is about. */
export function cellsOf<Settings>({ variants, seeds }: Plan<Settings>) {
  const count = (variant: Variant<Settings>) => Math.min(variant.seeds ?? Infinity, seeds.length);
  const counts = [...new Set(variants.map(count))].sort((a, b) => b - a);
  return counts.flatMap((own) =>
    seeds
      .slice(0, own)
      .flatMap((seed) =>
        variants
          .filter((variant) => count(variant) === own)
          .map(({ name, settings }) => ({ name, settings, seed })),
      ),
  );
}

export interface GridOptions<Settings, Result> {
  /** Name of the experiment. */
  experiment: string;
  train: (settings: Settings, context: Omit<RunContext, 'mnist'>) => Promise<Result>;
  /** Folder of the experiment's files. */
  folder: string;
  data: DataKey;
  backend: string;
  /** Runs at a time. @default 1 */
  workers?: number;
  /** Take what has finished and run nothing. */
  finishedOnly?: boolean;
  /** @default process.stdout */
  stream?: NodeJS.WriteStream;
}

type Finished<Settings, Result> = FinishedRun<Settings, Result> & RecordedRun<Result>;

/**
 * Runs every variant with every seed, but for the runs that have finished before: each is kept as a line of
 * `runs.jsonl`, with all that its result depends on. Goes seed by seed, so that what has finished is paired.
 */
export async function runGrid<Settings extends object, Result extends object>(
  { variants, seeds }: Plan<Settings>,
  options: GridOptions<Settings, Result>,
): Promise<Finished<Settings, Result>[]> {
  const { folder, experiment, train, data, backend, workers = 1, finishedOnly = false } = options;
  const grid = cellsOf({ variants, seeds });
  const log = await openRunLog<Result>(join(folder, 'runs.jsonl'), finishedOnly);
  const progress = showGridProgress(grid.length, options.stream);
  const finished: Finished<Settings, Result>[] = [];

  const runOne = async (place: number, { name: variant, settings, seed }: (typeof grid)[0]) => {
    const key: RunKey = { experiment, settings, seed, data, backend };
    const name = runName(variant, key);
    let run = log.find(name);
    if (run) progress.skip();
    else if (!finishedOnly) {
      const checkpoint = join(folder, 'checkpoints', `${name}.bin`);
      const begin = performance.now();
      const { within, finish } = progress.start(`${variant}, seed ${seed}`);
      const result = await train(settings, { seed, checkpoint, progress: within });
      const seconds = Math.round((performance.now() - begin) / 100) / 10;
      const now = new Date().toISOString();
      run = await log.append({
        variant,
        ...key,
        finished: now,
        seconds,
        machine: machine(),
        result,
      });
      await rm(checkpoint, { force: true });
      finish();
    }
    if (run) finished[place] = { ...run, settings, variant };
  };

  // Each takes what is next in the one queue.
  const queue = grid.entries();
  const work = async () => {
    for (const [place, cell] of queue) await runOne(place, cell);
  };
  try {
    await Promise.all(Array.from({ length: workers }, work));
  } finally {
    progress.stop();
    await log.close();
  }
  return Object.values(finished);
}
