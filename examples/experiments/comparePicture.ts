import { COLORS, type Panel, type Picture } from './chart/picture.js';
import { spread } from './chart/spread.js';
import type { FinishedRun } from './experiment.js';
import { summarize } from './report/statistics.js';
import type { DigitsResult, DigitsSettings } from './training/trainDigits.js';

type Run = FinishedRun<DigitsSettings, DigitsResult>;

interface Arm {
  name: string;
  color: string;
  results: DigitsResult[];
}

const STYLES: Record<string, string> = {
  none: COLORS.grey,
  L1: COLORS.orange,
  L2: COLORS.red,
  'L1 + L2': COLORS.pink,
  'max-norm': COLORS.blue,
  dropout: COLORS.black,
  'dropout + L2': COLORS.green,
  'dropout + max-norm': COLORS.skyBlue,
};
/** Whose distributions of norms show the difference. */
const DISTRIBUTIONS = ['none', 'L2', 'max-norm'];
const BIN = 0.05;

export function comparePicture(runs: Run[]): Picture {
  const arms = Object.entries(STYLES)
    .map(([name, color]) => ({
      name,
      color,
      results: runs.filter(({ variant }) => variant === name).map(({ result }) => result),
    }))
    .filter(({ results }) => results.length > 0);
  const [{ settings }] = runs;
  const seeds = new Set(runs.map(({ seed }) => seed)).size;
  return {
    title: 'One network, eight ways to regularize it',
    subtitle: `784-${settings.hidden.join('-')}-10 ReLU, trained on ${settings.trainDigits ?? 'all'} digits of MNIST; seeds: ${seeds}`,
    columns: 2,
    legend: arms.map(({ name }) => name),
    panels: [testErrors(arms), curves(arms), norms(arms), distributions(arms)],
  };
}

function testErrors(arms: Arm[]): Panel {
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

function curves(arms: Arm[]): Panel {
  return {
    title: 'While training, mean of the seeds',
    x: { name: 'epoch', type: 'value' },
    y: { name: 'test error, %', type: 'value' },
    series: arms.map(({ name, color, results }) => ({
      name,
      color,
      mark: 'line',
      points: results[0].curve.map(({ epoch }, i) => ({
        x: epoch,
        y: summarize(results.map(({ curve }) => curve[i].testError)).mean,
      })),
    })),
  };
}

function norms(arms: Arm[]): Panel {
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

function distributions(arms: Arm[]): Panel {
  const shown = arms.filter(({ name }) => DISTRIBUTIONS.includes(name));
  return {
    title: 'L2 moves every norm, max-norm cuts at c',
    x: { name: 'norm of incoming weights', type: 'value' },
    y: { name: 'share of hidden units, %', type: 'value', min: 0 },
    series: shown.map(({ name, color, results }) => ({
      name,
      color,
      mark: 'line',
      points: histogram(results.flatMap(({ hiddenNorms }) => hiddenNorms)),
    })),
  };
}

/** The outline of the bars. */
function histogram(values: number[]): { x: number; y: number }[] {
  const binOf = (value: number) => Math.floor(value / BIN);
  const first = Math.min(...values.map(binOf));
  const last = Math.max(...values.map(binOf));
  const outline: { x: number; y: number }[] = [{ x: first * BIN, y: 0 }];
  for (let bin = first; bin <= last; bin++) {
    const y = (100 * values.filter((value) => binOf(value) === bin).length) / values.length;
    outline.push({ x: bin * BIN, y }, { x: (bin + 1) * BIN, y });
  }
  return [...outline, { x: (last + 1) * BIN, y: 0 }];
}
