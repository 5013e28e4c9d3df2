import type { FinishedRun, Metric, Variant } from '../experiment.js';
import {
  type PairedDifference,
  pairedDifference,
  type Summary,
  summarize,
} from '../../examples/shared/statistics.js';

/** What the runs of one variant come to. */
export interface VariantSummary {
  variant: string;
  seeds: number[];
  /** By metric; `null` where no run has one. */
  metrics: Record<string, Summary | null>;
  /** The variant that it is compared with; `null` for none. */
  against: string | null;
  /** Of the first metric, over the seeds of both; `null` without pairs. */
  difference: PairedDifference | null;
}

/** A row for each variant that has a finished run. */
export function summarizeRuns<Settings, Result>(
  runs: FinishedRun<Settings, Result>[],
  metrics: Metric<Result>[],
  variants: Pick<Variant<Settings>, 'name' | 'against'>[],
): VariantSummary[] {
  const valuesOf = (variant: string, { of }: Metric<Result>) =>
    new Map(
      runs
        .filter((run) => run.variant === variant)
        .map(({ seed, result }) => [seed, of(result)] as const)
        .filter((entry): entry is readonly [number, number] => entry[1] != null),
    );

  return variants
    .filter(({ name }) => runs.some(({ variant }) => variant === name))
    .map(({ name: variant, against = null }) => {
      const reference = against == null ? null : valuesOf(against, metrics[0]);
      const pairs = [...valuesOf(variant, metrics[0])]
        .filter(([seed]) => reference?.has(seed))
        .map(([seed, value]): [number, number] => [value, reference!.get(seed)!]);
      return {
        variant,
        seeds: runs.filter((run) => run.variant === variant).map(({ seed }) => seed),
        metrics: Object.fromEntries(
          metrics.map((metric) => {
            const values = [...valuesOf(variant, metric).values()];
            return [metric.name, values.length === 0 ? null : summarize(values)];
          }),
        ),
        against,
        difference: pairs.length === 0 ? null : pairedDifference(pairs),
      };
    });
}
