import { boundOf } from './digitsArms.js';
import { seedsOf } from './report/seedsOf.js';
import { ARMS, type Picture, type Series } from './chart/picture.js';
import type { FinishedRun } from './experiment.js';
import type { DeepResult, DeepSettings } from './training/trainDeep.js';
import type { Look } from './training/watch.js';

const SHOWN = ['none', 'clipping', 'max-norm', 'both'] as const;

/** Loss, steps and norms against steps: one line for each run. */
export function clipPicture(runs: FinishedRun<DeepSettings, DeepResult>[]): Picture {
  const [{ settings }] = runs;
  const lines = (of: (look: Look) => number | null): Series[] =>
    SHOWN.flatMap((name) =>
      runs
        .filter(({ variant }) => variant === name)
        .map(({ result }) => ({
          name,
          color: ARMS[name],
          mark: 'line' as const,
          points: result.looks.map((look) => ({ x: look.step, y: of(look) })),
        })),
    );
  const x = { name: 'step', type: 'value' as const, min: 0 };
  return {
    title: 'Clipping bounds the step, max-norm bounds the weights',
    subtitle: `784-${settings.hidden.join('-')}-10 ReLU, learning rate ${settings.learningRate}, momentum ${settings.momentum}; one line per seed, ${seedsOf(runs)}`,
    columns: 3,
    legend: [...SHOWN],
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
        y: { name: `longest of ${settings.every} steps`, type: 'log' },
        series: lines(({ stepLength }) => stepLength),
      },
      {
        title: 'Largest norm of a unit',
        x,
        y: { name: 'norm of incoming weights', type: 'log' },
        references: boundOf(runs, 'y'),
        series: lines(({ norms }) => largest(norms)),
      },
    ],
  };
}

function largest(values: (number | null)[]): number | null {
  return values.some((value) => value == null) ? null : Math.max(...(values as number[]));
}
