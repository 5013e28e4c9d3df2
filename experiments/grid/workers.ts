import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';
import type { BackendName } from '../../examples/shared/backend.js';
import { UserError } from '../../examples/shared/errors.js';
import type { RunContext } from '../experiment.js';

/** A run that another process is to do; plain data. */
export interface Task {
  experiment: string;
  settings: object;
  seed: number;
  checkpoint: string;
  backend: BackendName;
  /** How many threads the process has. */
  threads: number;
  /** Folder of MNIST. */
  data: string | undefined;
}

type Context = Omit<RunContext, 'mnist'>;

export interface Workers {
  train: <Result>(settings: object, context: Context) => Promise<Result>;
  /** Ends the processes, at once. */
  stop(): Promise<void>;
}

/** How many runs at a time make use of the machine: TensorFlow spreads one over the cores by itself, the others do not. */
export function usualWorkers(backend: BackendName): number {
  return backend === 'tensorflow' ? 1 : availableParallelism();
}

/** Processes that train, each on its share of the cores. */
export function startWorkers(
  count: number,
  common: Pick<Task, 'experiment' | 'backend' | 'data'>,
): Workers {
  const threads = Math.max(1, Math.floor(availableParallelism() / count));
  const pool = workerpool.pool(fileURLToPath(new URL('./worker.ts', import.meta.url)), {
    workerType: 'process',
    maxWorkers: count,
    forkOpts: {
      // Without its own, the pool would start them without this process's loader of TypeScript.
      execArgv: process.execArgv,
      env: { TF_NUM_INTRAOP_THREADS: String(threads), ...process.env },
    },
  });
  return {
    train: async <Result>(settings: object, { seed, checkpoint, progress }: Context) => {
      const task: Task = { ...common, threads, settings, seed, checkpoint };
      try {
        return (await pool.exec('train', [task], { on: progress })) as Result;
      } catch (error) {
        // A class does not survive the way between processes, the error's name does.
        const { name, message } = error as Error;
        throw name === UserError.name ? new UserError(message) : error;
      }
    },
    stop: async () => pool.terminate(true),
  };
}
