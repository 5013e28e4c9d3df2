import { seedsOf } from './report/seedsOf.js';
import { pairs } from './chart/pairs.js';
import { ARMS, type Picture } from './chart/picture.js';
import { errorCurves } from './errorCurves.js';
import type { PaperRun } from './training/trainPaper.js';

const SIDES = [
  { name: 'dropout', color: ARMS.none, published: 1.25 },
  { name: 'dropout + max-norm', color: ARMS['max-norm'], published: 1.06 },
];

/** The test error while training, one line per run, and at the end, beside the figures of the paper. */
export function paperPicture(runs: PaperRun[]): Picture {
  const seeds = [...new Set(runs.map(({ seed }) => seed))];
  const values = [
    ...runs.map(({ result }) => result.testError),
    ...SIDES.map(({ published }) => published),
  ];
  return {
    title: 'Dropout, with and without max-norm, on MNIST',
    subtitle: `784-${runs[0].settings.hidden.join('-')}-10 ReLU; ${seedsOf(runs)}; dotted: 1.25 % and 1.06 % of Srivastava et al. (2014)`,
    columns: 2,
    legend: SIDES.map(({ name }) => name),
    panels: [
      errorCurves(SIDES, runs, 'test error'),
      {
        title: 'At the end, one line per seed',
        x: { name: '', type: 'category', categories: SIDES.map(({ name }) => name) },
        y: {
          name: 'test error, %',
          type: 'value',
          min: Math.floor(10 * Math.min(...values)) / 10,
          max: Math.ceil(10 * Math.max(...values)) / 10,
        },
        references: SIDES.map(({ published, color }) => ({
          axis: 'y',
          at: published,
          label: `paper: ${published}`,
          color,
        })),
        series: pairs(SIDES, seeds, (side, seed) => {
          const run = runs.find((run) => run.variant === SIDES[side].name && run.seed === seed);
          return run?.result.testError ?? null;
        }),
      },
    ],
  };
}
