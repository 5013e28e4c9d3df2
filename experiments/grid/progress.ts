import cliProgress from 'cli-progress';
import { duration } from '../../examples/shared/duration.js';

/** Progress of a grid of runs: a bar on a terminal, elsewhere a line a run. */
export interface GridProgress {
  /** A run that had finished before. */
  skip(): void;
  start(run: string): RunProgress;
  stop(): void;
}

export interface RunProgress {
  /** How much of the run is done, from 0 to 1. */
  within: (share: number) => void;
  finish: () => void;
}

export function showGridProgress(
  total: number,
  stream: NodeJS.WriteStream = process.stdout,
): GridProgress {
  const bar = stream.isTTY ? createBar(stream) : undefined;
  const begin = performance.now();
  /** Of each run under way. */
  const shares = new Map<string, number>();
  let done = 0;
  let skipped = 0;
  bar?.start(total, 0, { runs: '', left: '?' });

  const sum = () => [...shares.values()].reduce((all, share) => all + share, done);
  const left = () => {
    const worked = sum() - skipped;
    return worked === 0 ? '?' : duration(((performance.now() - begin) / worked) * (total - sum()));
  };
  const draw = () => bar?.update(sum(), { left: left(), runs: [...shares.keys()].join(' | ') });
  return {
    skip() {
      done++;
      skipped++;
      draw();
    },
    start(run) {
      shares.set(run, 0);
      draw();
      return {
        within(share) {
          shares.set(run, share);
          draw();
        },
        finish() {
          shares.delete(run);
          done++;
          draw();
          if (!bar) stream.write(`${done}/${total} ${run}, ${left()} left\n`);
        },
      };
    },
    stop() {
      bar?.stop();
    },
  };
}

function createBar(stream: NodeJS.WriteStream): cliProgress.SingleBar {
  return new cliProgress.SingleBar(
    { stream, format: '{bar} {percentage} % | {left} left | {runs}', barsize: 24 },
    cliProgress.Presets.shades_classic,
  );
}
