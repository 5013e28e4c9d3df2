import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mnist } from '../../shared/mnist/load.js';
import type { Experiment, FinishedRun, Plan } from '../experiment.js';
import { machine } from './machine.js';
import { showGridProgress } from './progress.js';
import { type RunFile, readRun, writeRun } from './runFile.js';
import { dataKey, type RunKey, runName } from './runKey.js';

export interface GridOptions {
  /** Folder of the experiment's files. */
  folder: string;
  mnist: Mnist;
  backend: string;
  /** Take what has finished and run nothing. */
  finishedOnly?: boolean;
  /** @default process.stdout */
  stream?: NodeJS.WriteStream;
}

/**
 * Runs every variant with every seed, but for the runs that have finished before: each is kept as a file under `runs`
 * named after all that its result depends on. Goes seed by seed, so that what has finished is paired.
 */
export async function runGrid<Settings extends object, Result extends object>(
  { name, train }: Pick<Experiment<Settings, Result>, 'name' | 'train'>,
  { variants, seeds }: Plan<Settings>,
  options: GridOptions,
): Promise<(FinishedRun<Settings, Result> & RunFile<Result>)[]> {
  const { folder, mnist, backend, finishedOnly = false } = options;
  const data = dataKey(mnist);
  const grid = seeds.flatMap((seed) => variants.map((variant) => ({ seed, ...variant })));
  const progress = showGridProgress(grid.length, options.stream);
  const finished: (FinishedRun<Settings, Result> & RunFile<Result>)[] = [];
  try {
    for (const { name: variant, settings, seed } of grid) {
      const key: RunKey = { experiment: name, settings, seed, data, backend };
      const path = join(folder, 'runs', `${runName(variant, key)}.json`);
      let run = await readRun<Result>(path);
      if (run) progress.skip();
      else if (!finishedOnly) {
        const checkpoint = join(folder, 'checkpoints', `${runName(variant, key)}.bin`);
        const begin = performance.now();
        progress.start(`${variant}, seed ${seed}`);
        const result = await train(settings, {
          seed,
          mnist,
          checkpoint,
          progress: progress.within,
        });
        const seconds = Math.round((performance.now() - begin) / 100) / 10;
        const done = new Date().toISOString();
        await writeRun(path, {
          variant,
          ...key,
          finished: done,
          seconds,
          machine: machine(),
          result,
        });
        await rm(checkpoint, { force: true });
        progress.finish();
        run = await readRun<Result>(path);
      }
      if (run) finished.push({ ...run, settings, variant });
    }
  } finally {
    progress.stop();
  }
  return finished;
}
