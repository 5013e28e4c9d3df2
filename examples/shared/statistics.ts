export interface Summary {
  n: number;
  mean: number;
  /** Of the sample, with n - 1; `null` for fewer than two values. */
  sd: number | null;
}

export function summarize(values: number[]): Summary {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { n, mean, sd: n < 2 ? null : Math.sqrt(squares / (n - 1)) };
}

/** The mean of paired differences and its 95 % confidence interval by Student's t. */
export interface PairedDifference {
  n: number;
  mean: number;
  /** Half the interval's width; `null` for fewer than three pairs, of which two may agree by chance. */
  margin: number | null;
  /** Whether the interval holds 0, or there is none. */
  withinNoise: boolean;
}

/** @param pairs Values of the same seed, `[value, baseline]`. */
export function pairedDifference(pairs: [number, number][]): PairedDifference {
  const { n, mean, sd } = summarize(pairs.map(([value, baseline]) => value - baseline));
  const margin = sd == null || n < 3 ? null : (t975(n - 1) * sd) / Math.sqrt(n);
  return { n, mean, margin, withinNoise: margin == null || Math.abs(mean) <= margin };
}

/** Student's t for a two-sided interval of 95 %, by degrees of freedom from 2; from NIST/SEMATECH, table 1.3.6.7.2. */
const T975 = [
  4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093,
];

/** Beyond the table, that of its end: a little too wide. */
function t975(degrees: number): number {
  return T975[Math.min(degrees - 1, T975.length) - 1];
}
