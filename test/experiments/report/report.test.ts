import type { FinishedRun, Metric } from '../../../experiments/experiment.js';
import { formatCsv } from '../../../experiments/report/csv.js';
import { summarizeRuns } from '../../../experiments/report/summary.js';
import { formatTable } from '../../../experiments/report/table.js';

interface Result {
  error: number;
  bound: number | null;
}

const metrics: Metric<Result>[] = [
  { name: 'error', unit: '%', decimals: 1, of: ({ error }) => error },
  { name: 'bound', unit: '', decimals: 0, of: ({ bound }) => bound },
];
const run = (
  variant: string,
  seed: number,
  error: number,
  bound: number | null = null,
): FinishedRun<object, Result> => ({ variant, seed, settings: {}, result: { error, bound } });

const runs = [
  run('none', 1, 10),
  run('none', 2, 20),
  run('none', 3, 30),
  run('a, b', 1, 9, 2),
  run('a, b', 2, 18.9, 4),
  run('a, b', 3, 29.1, 6),
  run('once', 2, 19),
  run('alone', 4, 1),
];

const variants = [
  { name: 'none' },
  { name: 'never ran', against: 'none' },
  { name: 'a, b', against: 'none' },
  { name: 'once', against: 'none' },
  { name: 'alone', against: 'none' },
];

test('pairs by seed, and leaves out seeds that the baseline lacks', () => {
  const rows = summarizeRuns(runs, metrics, variants);
  expect(rows.map(({ variant }) => variant)).toEqual(['none', 'a, b', 'once', 'alone']);
  const [none, ab, once, alone] = rows;
  expect(none).toEqual({
    variant: 'none',
    seeds: [1, 2, 3],
    metrics: { error: { n: 3, mean: 20, sd: 10 }, bound: null },
    against: null,
    difference: null,
  });
  expect(ab.metrics.bound).toEqual({ n: 3, mean: 4, sd: 2 });
  expect(ab.difference).toMatchObject({ n: 3, withinNoise: false });
  expect(once.difference).toEqual({ n: 1, mean: -1, margin: null, withinNoise: true });
  expect(alone.difference).toBeNull();
});

test('the table has mean, standard deviation, n and the difference', () => {
  const table = formatTable(summarizeRuns(runs, metrics, variants), metrics);
  const cells = table
    .split('\n')
    .filter((line) => line.includes('│'))
    .map((line) =>
      line
        .split('│')
        .map((cell) => cell.trim())
        .slice(1, -1),
    );
  expect(cells).toEqual([
    ['variant', 'n', 'error, %', 'bound', 'error: difference'],
    ['none', '3', '20.0 ± 10.0', '-', ''],
    ['a, b', '3', '19.0 ± 10.1', '4 ± 2', '-1.0 ± 0.2 (none)'],
    ['once', '1', '19.0', '-', '-1.0, n = 1 is too few to tell it from noise (none)'],
    ['alone', '1', '1.0', '-', ''],
  ]);
});

test('says when a difference is within noise', () => {
  const noisy = [1, 2, 6].flatMap((more, i) => [run('none', i, 0), run('more', i, more)]);
  // Differences 1, 2, 6: 3 ± 4.303 * sqrt(7) / sqrt(3)
  expect(
    formatTable(summarizeRuns(noisy, metrics, [{ name: 'more', against: 'none' }]), metrics),
  ).toContain('+3.0 ± 6.6, within noise (none)');
});

test('CSV has a row a run, quoted where it must be', () => {
  expect(formatCsv(runs.slice(2, 4), metrics)).toBe(
    'variant,seed,error (%),bound\nnone,3,30,\n"a, b",1,9,2\n',
  );
});
