import { COLORS, type Picture, type Series } from './chart/picture.js';
import type { FinishedRun } from './experiment.js';
import type { DeepResult, DeepSettings } from './training/trainDeep.js';
import type { Look } from './training/watch.js';

const STYLES: Record<string, string> = {
  none: COLORS.grey,
  clipping: COLORS.orange,
  'max-norm': COLORS.blue,
  both: COLORS.green,
};

/** Steps and norms against steps, of the first seed. */
export function clipPicture(runs: FinishedRun<DeepSettings, DeepResult>[]): Picture {
  const [{ seed, settings }] = runs;
  const names = Object.keys(STYLES).filter((name) => runs.some(({ variant }) => variant === name));
  const lines = (of: (look: Look) => number | null): Series[] =>
    names.map((name) => {
      const run = runs.find((run) => run.variant === name && run.seed === seed)!;
      return {
        name,
        color: STYLES[name],
        mark: 'line',
        points: run.result.looks.map((look) => ({ x: look.step, y: of(look) })),
      };
    });
  const x = { name: 'step', type: 'value' as const };
  return {
    title: 'Clipping bounds the step, max-norm bounds the weights',
    subtitle: `784-${settings.hidden.join('-')}-10 ReLU at learning rate ${settings.learningRate}, momentum ${settings.momentum}; seed ${seed}`,
    columns: 3,
    legend: names,
    panels: [
      {
        title: 'Training loss',
        x,
        y: { name: 'loss', type: 'log' },
        series: lines(({ loss }) => loss),
      },
      {
        title: 'Length of the step',
        x,
        y: { name: 'longest since the last look', type: 'log' },
        series: lines(({ stepLength }) => stepLength),
      },
      {
        title: 'Largest norm of a unit',
        x,
        y: { name: 'norm of incoming weights', type: 'log' },
        series: lines(({ norms }) => largest(norms)),
      },
    ],
  };
}

function largest(values: (number | null)[]): number | null {
  return values.some((value) => value == null) ? null : Math.max(...(values as number[]));
}
