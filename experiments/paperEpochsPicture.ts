import { pairs } from './chart/pairs.js';
import { ARMS, type Picture } from './chart/picture.js';
import { errorCurves } from './errorCurves.js';
import { seedsOf } from './report/seedsOf.js';
import type { PaperRun } from './training/trainPaper.js';

const SIDES = [
  { name: 'dropout', color: ARMS.none },
  { name: 'dropout + max-norm', color: ARMS['max-norm'] },
];

/** The error on digits held out while training, one line per run, and the epoch at which each run stops. */
export function paperEpochsPicture(runs: PaperRun[]): Picture {
  const [{ settings }] = runs;
  const seeds = [...new Set(runs.map(({ seed }) => seed))];
  return {
    title: 'How many epochs one error takes, with max-norm and without',
    subtitle: `784-${settings.hidden.join('-')}-10 ReLU; ${seedsOf(runs)}; a run stops where the mean of three errors is at most ${settings.stopAt} %`,
    columns: 2,
    legend: SIDES.map(({ name }) => name),
    panels: [
      {
        ...errorCurves(SIDES, runs, 'validation error'),
        references: [{ axis: 'y', at: settings.stopAt!, label: `${settings.stopAt} %` }],
      },
      {
        title: 'Epochs, one line per seed',
        x: { name: '', type: 'category', categories: SIDES.map(({ name }) => name) },
        y: { name: 'epochs', type: 'value', min: 0 },
        series: pairs(SIDES, seeds, (side, seed) => {
          const run = runs.find((run) => run.variant === SIDES[side].name && run.seed === seed);
          return run == null ? null : run.result.curve[run.result.curve.length - 1].epoch;
        }),
      },
    ],
  };
}
