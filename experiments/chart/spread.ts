import { summarize } from '../report/statistics.js';

/** Mean, and mean ± standard deviation as the ends of an error bar; no bar for a single value. */
export function spread(values: number[]): { mean: number; low?: number; high?: number } {
  const { mean, sd } = summarize(values);
  return sd == null ? { mean } : { mean, low: mean - sd, high: mean + sd };
}
