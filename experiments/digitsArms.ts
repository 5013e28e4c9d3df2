import { ARMS, type Reference } from './chart/picture.js';
import type { FinishedRun } from './experiment.js';
import { seedsOf } from './report/seedsOf.js';
import type { DigitsResult, DigitsSettings } from './training/trainDigits.js';

export type DigitsRun = FinishedRun<DigitsSettings, DigitsResult>;

/** The runs of one variant, and how they are drawn: the colour is the regularizer's, dropout is dashed or hollow. */
export interface Arm {
  name: string;
  color: string;
  hasDropout: boolean;
  results: DigitsResult[];
}

/** In the order of their first runs. */
export function armsOf(runs: DigitsRun[]): Arm[] {
  return [...new Set(runs.map(({ variant }) => variant))].map((name) => {
    const own = runs.filter(({ variant }) => variant === name);
    const [{ settings }] = own;
    return {
      name,
      color: ARMS[regularizerOf(settings)],
      hasDropout: settings.dropout != null,
      results: own.map(({ result }) => result),
    };
  });
}

function regularizerOf({ maxNorm, l1, l2 }: DigitsSettings): keyof typeof ARMS {
  if (maxNorm) return 'max-norm';
  if (l1 > 0) return l2 > 0 ? 'L1 + L2' : 'L1';
  return l2 > 0 ? 'L2' : 'none';
}

export function networkOf(runs: DigitsRun[]): string {
  const [{ settings }] = runs;
  return `784-${settings.hidden.join('-')}-10 ReLU, trained on ${digitsOf(settings)}; ${seedsOf(runs)}`;
}

function digitsOf({ trainDigits }: DigitsSettings): string {
  return trainDigits == null
    ? 'all digits of MNIST'
    : `${trainDigits.toLocaleString('en')} digits of MNIST`;
}

/** A line at each c of the runs. */
export function boundOf(
  runs: FinishedRun<{ maxNorm: [number, number] | null }, unknown>[],
  axis: 'x' | 'y',
): Reference[] {
  const bounds = new Set(runs.flatMap(({ settings }) => settings.maxNorm ?? []));
  return [...bounds].map((c) => ({ axis, at: c, label: `c = ${c}` }));
}

/** Median and the middle 90 % of the norms of all hidden units. */
export function middleNorms(results: DigitsResult[]): { y: number; low: number; high: number } {
  const all = results.flatMap(({ hiddenNorms }) => hiddenNorms).sort((a, b) => a - b);
  const at = (share: number) => all[Math.round(share * (all.length - 1))];
  return { y: at(0.5), low: at(0.05), high: at(0.95) };
}
