import { type Arm, armsOf, boundOf, type DigitsRun, middleNorms, networkOf } from './digitsArms.js';
import { dotsAndMean } from './chart/dotsAndMean.js';
import type { Panel, Picture, Reference } from './chart/picture.js';
import { summarize } from '../examples/shared/statistics.js';

/** Whose distributions of norms show the difference. */
const DISTRIBUTIONS = ['none', 'L2', 'max-norm'];
const BIN = 0.05;

export function comparePicture(runs: DigitsRun[]): Picture {
  const arms = armsOf(runs);
  const bound = boundOf(runs, 'x');
  return {
    title: 'One network, eight ways to regularize it',
    subtitle: networkOf(runs),
    columns: 2,
    legend: arms.map(({ name }) => name),
    panels: [errors(arms), curves(arms), norms(arms, bound), distributions(arms, bound)],
  };
}

function errors(arms: Arm[]): Panel {
  return {
    title: 'Test error: seeds and mean',
    x: { name: 'test error, %', type: 'value' },
    y: rows(arms),
    series: arms.flatMap(({ name, color, hasDropout, results }) =>
      dotsAndMean({ name, color, hollow: hasDropout }, [
        { x: name, values: results.map(({ testError }) => testError) },
      ]),
    ),
  };
}

function curves(arms: Arm[]): Panel {
  return {
    title: 'While training, mean of the seeds',
    x: { name: 'epoch', type: 'value', min: 0 },
    y: { name: 'test error, %', type: 'value' },
    series: arms.map(({ name, color, hasDropout, results }) => ({
      name,
      color,
      mark: hasDropout ? 'dashed' : 'line',
      points: results[0].curve.map(({ epoch }, i) => ({
        x: epoch,
        y: summarize(results.map(({ curve }) => curve[i].testError)).mean,
      })),
    })),
  };
}

function norms(arms: Arm[], references: Reference[]): Panel {
  return {
    title: 'Hidden norms: median, 5 % to 95 %',
    x: { name: 'norm of incoming weights', type: 'value', min: 0 },
    y: rows(arms),
    references,
    series: arms.map(({ name, color, results }) => ({
      name,
      color,
      mark: 'range',
      points: [{ x: name, ...middleNorms(results) }],
    })),
  };
}

function rows(arms: Arm[]): Panel['y'] {
  return { name: '', type: 'category', categories: arms.map(({ name }) => name) };
}

function distributions(arms: Arm[], references: Reference[]): Panel {
  const shown = arms.filter(({ name }) => DISTRIBUTIONS.includes(name));
  const edge = references.length === 0 ? 0 : references[0].at;
  return {
    title: 'L2 moves every norm, max-norm cuts at c',
    x: { name: 'norm of incoming weights', type: 'value' },
    y: { name: 'share of hidden units, %', type: 'value', min: 0 },
    references,
    series: shown.map(({ name, color, results }) => ({
      name,
      color,
      mark: 'line',
      points: histogram(
        results.flatMap(({ hiddenNorms }) => hiddenNorms),
        edge,
      ),
    })),
  };
}

/** The outline of bars, each of which holds its upper end: one of them ends at `edge`, and so do the units at the bound. */
function histogram(values: number[], edge: number): { x: number; y: number }[] {
  // Norms are recorded to three decimals.
  const binOf = (value: number) => Math.ceil((value - edge) / BIN - 1e-6);
  const endOf = (bin: number) => Number((edge + bin * BIN).toFixed(6));
  const first = Math.min(...values.map(binOf));
  const last = Math.max(...values.map(binOf));
  const outline = [{ x: endOf(first - 1), y: 0 }];
  for (let bin = first; bin <= last; bin++) {
    const y = (100 * values.filter((value) => binOf(value) === bin).length) / values.length;
    outline.push({ x: endOf(bin - 1), y }, { x: endOf(bin), y });
  }
  return [...outline, { x: endOf(last), y: 0 }];
}
