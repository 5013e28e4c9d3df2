import { type Arm, armsOf, type DigitsRun, networkOf, norms, testErrors } from './armPanels.js';
import { COLORS, type Panel, type Picture } from './chart/picture.js';
import { summarize } from './report/statistics.js';

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

export function comparePicture(runs: DigitsRun[]): Picture {
  const arms = armsOf(runs, STYLES);
  return {
    title: 'One network, eight ways to regularize it',
    subtitle: networkOf(runs),
    columns: 2,
    legend: arms.map(({ name }) => name),
    panels: [testErrors(arms), curves(arms), norms(arms), distributions(arms)],
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
