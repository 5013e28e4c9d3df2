import type { FinishedRun, Metric } from '../experiment.js';

/** A row a run: variant, seed and each metric at full precision, empty where it has none. */
export function formatCsv<Settings, Result>(
  runs: FinishedRun<Settings, Result>[],
  metrics: Metric<Result>[],
): string {
  const head = [
    'variant',
    'seed',
    ...metrics.map(({ name, unit }) => (unit ? `${name} (${unit})` : name)),
  ];
  const rows = runs.map(({ variant, seed, result }) => [
    variant,
    String(seed),
    ...metrics.map(({ of }) => String(of(result) ?? '')),
  ]);
  return [head, ...rows].map((row) => `${row.map(field).join(',')}\n`).join('');
}

/** Quoted as RFC 4180 asks. */
function field(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
