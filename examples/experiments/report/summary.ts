import type { FinishedRun, Metric } from '../experiment.js';
import { type PairedDifference, pairedDifference, type Summary, summarize } from './statistics.js';

/** What the runs of one variant come to. */
export interface VariantSummary {
  variant: string;
  seeds: number[];
  /** By metric; `null` where no run has one. */
  metrics: Record<string, Summary | null>;
  /** Of the first metric, from the baseline, over the seeds of both; `null` for the baseline and without pairs. */
  difference: PairedDifference | null;
}

/** In the order in which the variants first appear. */
export function summarizeRuns<Settings, Result>(
  runs: FinishedRun<Settings, Result>[],
  metrics: Metric<Result>[],
  baseline: string,
): VariantSummary[] {
  const valuesOf = (variant: string, { of }: Metric<Result>) =>
    new Map(
      runs
        .filter((run) => run.variant === variant)
        .map(({ seed, result }) => [seed, of(result)] as const)
        .filter((entry): entry is readonly [number, number] => entry[1] != null),
    );
  const reference = valuesOf(baseline, metrics[0]);

  return [...new Set(runs.map(({ variant }) => variant))].map((variant) => {
    const pairs = [...valuesOf(variant, metrics[0])]
      .filter(([seed]) => reference.has(seed))
      .map(([seed, value]): [number, number] => [value, reference.get(seed)!]);
    return {
      variant,
      seeds: runs.filter((run) => run.variant === variant).map(({ seed }) => seed),
      metrics: Object.fromEntries(
        metrics.map((metric) => {
          const values = [...valuesOf(variant, metric).values()];
          return [metric.name, values.length === 0 ? null : summarize(values)];
        }),
      ),
      difference: variant === baseline || pairs.length === 0 ? null : pairedDifference(pairs),
    };
  });
}
