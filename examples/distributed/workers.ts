import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { UserError } from '../shared/errors.js';

export interface WorkersOptions {
  python: string;
  /** The script, and its options but for those of the group. */
  args: string[];
  workers: number;
  /** How often the group is started again after a worker died. */
  restarts: number;
  /** Called with the processes of every start. */
  onStart?: (processes: ChildProcess[]) => void;
  /** Called with what worker 0 prints. */
  onOutput?: (text: string) => void;
}

/**
 * Runs the workers on this machine until all are done. When one dies, the others wait for it in vain: all are stopped,
 * and started again from the last checkpoint.
 */
export async function runWorkers(options: WorkersOptions): Promise<void> {
  for (let left = options.restarts; ; left--) {
    const failure = await runOnce(options);
    if (failure == null) return;
    if (left === 0) throw new UserError(`${failure}; given up.`);
    console.log(`${failure}; all start again from the last checkpoint.`);
  }
}

async function runOnce(options: WorkersOptions): Promise<string | null> {
  const { python, args, workers, onStart, onOutput } = options;
  const coordinator = `127.0.0.1:${await freePort()}`;
  const processes = Array.from({ length: workers }, (_, rank) =>
    spawn(
      python,
      [...args, '--workers', `${workers}`, '--rank', `${rank}`, '--coordinator', coordinator],
      {
        stdio: [
          'ignore',
          rank > 0 ? 'ignore' : onOutput ? 'pipe' : 'inherit',
          onOutput ? 'ignore' : 'inherit',
        ],
      },
    ),
  );
  processes[0].stdout?.on('data', (chunk: Buffer) => onOutput?.(chunk.toString()));
  onStart?.(processes);
  const stop = () => processes.forEach((worker) => worker.kill('SIGKILL'));
  process.once('exit', stop);
  const ends = processes.map(
    (worker, rank) =>
      new Promise<string | null>((resolve) => {
        worker.once('error', (error) => resolve(`Worker ${rank} cannot start: ${error.message}`));
        worker.once('exit', (code, signal) =>
          resolve(code === 0 ? null : `Worker ${rank} ended with ${signal ?? `exit ${code}`}`),
        );
      }),
  );
  try {
    const failed = Promise.race(
      ends.map((end) => end.then((why) => why ?? new Promise<never>(() => {}))),
    );
    return await Promise.race([failed, Promise.all(ends).then(() => null)]);
  } finally {
    stop();
    process.off('exit', stop);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
