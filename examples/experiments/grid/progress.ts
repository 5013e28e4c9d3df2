import cliProgress from 'cli-progress';
import { duration } from '../../shared/duration.js';

/** Progress of a grid of runs: a bar on a terminal, elsewhere a line a run. */
export interface GridProgress {
  /** A run that had finished before. */
  skip(): void;
  start(run: string): void;
  /** How much of the current run is done, from 0 to 1. */
  within: (share: number) => void;
  finish(): void;
  stop(): void;
}

export function showGridProgress(
  total: number,
  stream: NodeJS.WriteStream = process.stdout,
): GridProgress {
  const bar = stream.isTTY ? createBar(stream) : undefined;
  const begin = performance.now();
  let done = 0;
  let skipped = 0;
  let current = '';
  bar?.start(total, 0, { run: '', left: '?' });

  const left = (share: number) => {
    const worked = done - skipped + share;
    if (worked === 0) return '?';
    return duration(((performance.now() - begin) / worked) * (total - done - share));
  };
  return {
    skip() {
      done++;
      skipped++;
      bar?.update(done);
    },
    start(run) {
      current = run;
      bar?.update(done, { run });
    },
    within(share) {
      bar?.update(done + share, { left: left(share) });
    },
    finish() {
      done++;
      if (!bar) stream.write(`${done}/${total} ${current}, ${left(0)} left\n`);
    },
    stop() {
      bar?.stop();
    },
  };
}

function createBar(stream: NodeJS.WriteStream): cliProgress.SingleBar {
  return new cliProgress.SingleBar(
    { stream, format: '{bar} {percentage} % | {left} left | {run}', barsize: 24 },
    cliProgress.Presets.shades_classic,
  );
}
