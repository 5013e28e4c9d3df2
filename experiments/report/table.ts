import Table from 'cli-table3';
import type { Metric } from '../experiment.js';
import type { PairedDifference, Summary } from '../../examples/shared/statistics.js';
import type { VariantSummary } from './summary.js';

/** A row a variant: mean ± standard deviation of each metric, and the paired difference of the first. */
export function formatTable<Result>(rows: VariantSummary[], metrics: Metric<Result>[]): string {
  const heads = metrics.map(({ name, unit }) => (unit === '' ? name : `${name}, ${unit}`));
  const [{ name, decimals }] = metrics;
  const table = new Table({
    head: ['variant', 'n', ...heads, `${name}: difference`],
    colAligns: ['left', 'right', ...heads.map(() => 'right' as const), 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const { variant, seeds, metrics: summaries, against, difference } of rows) {
    table.push([
      variant,
      String(seeds.length),
      ...metrics.map((metric) => formatSummary(summaries[metric.name], metric.decimals)),
      difference == null ? '' : `${formatDifference(difference, decimals)} (${against})`,
    ]);
  }
  return table.toString();
}

export function formatSummary(summary: Summary | null, decimals: number): string {
  if (summary == null) return '-';
  const { mean, sd } = summary;
  return sd == null
    ? mean.toFixed(decimals)
    : `${mean.toFixed(decimals)} ± ${sd.toFixed(decimals)}`;
}

export function formatDifference(difference: PairedDifference, decimals: number): string {
  const { n, mean, margin, withinNoise } = difference;
  const signed = `${mean < 0 ? '-' : '+'}${Math.abs(mean).toFixed(decimals)}`;
  if (margin == null) return `${signed}, n = ${n} is too few to tell it from noise`;
  return `${signed} ± ${margin.toFixed(decimals)}${withinNoise ? ', within noise' : ''}`;
}
