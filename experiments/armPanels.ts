import type { Panel } from './chart/picture.js';
import { spread } from './chart/spread.js';
import type { FinishedRun } from './experiment.js';
import type { DigitsResult, DigitsSettings } from './training/trainDigits.js';

export type DigitsRun = FinishedRun<DigitsSettings, DigitsResult>;

/** The runs of one variant, and its colour. */
export interface Arm {
  name: string;
  color: string;
  results: DigitsResult[];
}

/** In the order of the colours; variants without a run are left out. */
export function armsOf(runs: DigitsRun[], colors: Record<string, string>): Arm[] {
  return Object.entries(colors)
    .map(([name, color]) => ({
      name,
      color,
      results: runs.filter(({ variant }) => variant === name).map(({ result }) => result),
    }))
    .filter(({ results }) => results.length > 0);
}

export function networkOf(runs: DigitsRun[]): string {
  const [{ settings }] = runs;
  return `784-${settings.hidden.join('-')}-10 ReLU, trained on ${settings.trainDigits ?? 'all'} digits of MNIST; seeds: ${seedsOf(runs)}`;
}

/** How many a variant has: one number, or the least and the most while some runs are missing. */
function seedsOf(runs: DigitsRun[]): string {
  const variants = [...new Set(runs.map(({ variant }) => variant))];
  const counts = variants.map((name) => runs.filter(({ variant }) => variant === name).length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? String(most) : `${least} to ${most}`;
}

export function testErrors(arms: Arm[]): Panel {
  return {
    title: 'Test error, mean ± standard deviation',
    x: { name: 'test error, %', type: 'value' },
    y: { name: '', type: 'category', categories: arms.map(({ name }) => name) },
    series: arms.map(({ name, color, results }) => {
      const { mean, low, high } = spread(results.map(({ testError }) => testError));
      return { name, color, mark: 'points', points: [{ x: name, y: mean, low, high }] };
    }),
  };
}

export function norms(arms: Arm[]): Panel {
  return {
    title: 'Hidden norms: median, 5 % to 95 %',
    x: { name: 'norm of incoming weights', type: 'value', min: 0 },
    y: { name: '', type: 'category', categories: arms.map(({ name }) => name) },
    series: arms.map(({ name, color, results }) => {
      const all = results.flatMap(({ hiddenNorms }) => hiddenNorms).sort((a, b) => a - b);
      const at = (share: number) => all[Math.round(share * (all.length - 1))];
      return {
        name,
        color,
        mark: 'points',
        points: [{ x: name, y: at(0.5), low: at(0.05), high: at(0.95) }],
      };
    }),
  };
}
