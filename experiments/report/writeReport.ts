import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toSvg } from '../chart/svg.js';
import type { Experiment, FinishedRun } from '../experiment.js';
import type { RecordedRun } from '../grid/runLog.js';
import { commandOf, type Options } from '../options.js';
import { formatCsv } from './csv.js';
import type { VariantSummary } from './summary.js';

interface Report<Settings, Result> {
  runs: (FinishedRun<Settings, Result> & RecordedRun<Result>)[];
  rows: VariantSummary[];
  remarks: string[];
}

/** Writes `results.json`, `results.csv` and the pictures; the paths of what was written. */
export async function writeReport<Settings extends object, Result extends object>(
  folder: string,
  experiment: Experiment<Settings, Result>,
  options: Options,
  { runs, rows, remarks }: Report<Settings, Result>,
): Promise<string[]> {
  const times = runs.map(({ finished }) => finished).sort();
  const summary = {
    experiment: experiment.name,
    command: commandOf(options),
    machines: distinct(runs.map(({ machine }) => machine)),
    backends: distinct(runs.map(({ backend }) => backend)),
    finished: { first: times[0], last: times[times.length - 1] },
    seconds: Math.round(runs.reduce((sum, { seconds }) => sum + seconds, 0)),
    data: runs[0].data,
    variants: rows,
    remarks,
  };
  const files: Record<string, string> = {
    'results.json': `${JSON.stringify(summary, null, 2)}\n`,
    'results.csv': formatCsv(runs, experiment.metrics),
  };
  const pictures = options.pictures ?? folder;
  const drawn = Object.entries(experiment.pictures(runs)).map(
    ([name, picture]) => [join(pictures, `${name}.svg`), toSvg(picture)] as const,
  );
  const written = Object.entries(files).map(
    ([name, content]) => [join(folder, name), content] as const,
  );
  await mkdir(pictures, { recursive: true });
  return Promise.all(
    [...written, ...drawn].map(async ([path, content]) => {
      await writeFile(path, content);
      return path;
    }),
  );
}

function distinct(texts: string[]): string[] {
  return [...new Set(texts)];
}
