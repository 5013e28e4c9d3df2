import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Picture } from '../../experiments/chart/picture.js';
import { toSvg } from '../../experiments/chart/svg.js';
import type { Experiment, FinishedRun } from '../../experiments/experiment.js';
import type { RecordedRun } from '../../experiments/grid/runLog.js';

const root = resolve(__dirname, '../..');
export const read = (path: string) => readFileSync(join(root, path), 'utf8');
const page = read('docs/experiments.md');
export const guide = read('docs/choosing-c.md');

export function runsOf<Settings extends object, Result extends object>(
  { name }: Experiment<Settings, Result>,
  folder = '',
): (FinishedRun<Settings, Result> & RecordedRun<Result>)[] {
  const lines = read(`experiments/results/${folder}${name}/runs.jsonl`).trim().split('\n');
  return lines.map(
    (line) => JSON.parse(line) as FinishedRun<Settings, Result> & RecordedRun<Result>,
  );
}

/** What is below a heading, up to the next. */
export function section(heading: string): string {
  const start = page.indexOf(`\n${heading}\n`);
  expect([heading, start]).not.toEqual([heading, -1]);
  const end = page.slice(start + heading.length + 1).search(/\n##/);
  return page.slice(start, end < 0 ? undefined : start + heading.length + 1 + end);
}

/** The rows of the first table with that first column, each as cells by column. */
export function table(text: string, first: string): Record<string, string>[] {
  const lines = text.slice(text.search(new RegExp(`^\\| ${first} +\\|`, 'm'))).split('\n');
  const cells = (line: string) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  const head = cells(lines[0]);
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines
    .slice(2, end)
    .map((line) => Object.fromEntries(cells(line).map((cell, i) => [head[i], cell])));
}

/** Seed by seed, as the experiment hands them on: sums depend on the order in their last digits. */
export function inOrder<Run extends FinishedRun<unknown, unknown>>(
  variants: { name: string }[],
  runs: Run[],
): Run[] {
  const seeds = [...new Set(runs.map(({ seed }) => seed))].sort((a, b) => a - b);
  return seeds.flatMap((seed) =>
    variants.flatMap(({ name }) => runs.filter((run) => run.seed === seed && run.variant === name)),
  );
}

/** That the page shows the picture as it is drawn now, at that path. */
export function expectDrawn(picture: Picture, text: string, path: string): void {
  // The ids of clipped regions count the charts of a process.
  const plain = (svg: string) => svg.replace(/zr\d+-[a-z]+-?\d+/g, 'id');
  expect([path, plain(toSvg(picture)) === plain(read(`docs/${path}`))]).toEqual([path, true]);
  expect(text).toContain(`(${path})`);
}
