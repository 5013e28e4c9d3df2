import { seedsOf } from './report/seedsOf.js';
import { ARMS, type Picture } from './chart/picture.js';
import type { PaperRun } from './training/trainPaper.js';

/** Every sixth of the 60,000 training digits. */
const HELD_OUT = 10_000;

/** The validation error at the end of each run, and how far it can be told. */
export function paperTuningPicture(runs: PaperRun[]): Picture {
  const variants = [...new Set(runs.map(({ variant }) => variant))];
  const [first] = runs;
  return {
    title: "The paper's network with dropout and max-norm, and changes to it",
    subtitle: `784-${first.settings.hidden.join('-')}-10 ReLU, ${first.settings.epochs} epochs, learning rates that fall linearly to 0; ${seedsOf(runs)}`,
    columns: 1,
    legend: [],
    panels: [
      {
        title: `Error on training digits held out ± its standard error on ${HELD_OUT.toLocaleString('en')} digits`,
        x: { name: 'validation error, %', type: 'value' },
        y: { name: '', type: 'category', categories: variants },
        references: [{ axis: 'x', at: first.result.testError, label: first.variant }],
        series: [
          {
            name: 'max-norm',
            color: ARMS['max-norm'],
            mark: 'range',
            points: runs.map(({ variant, result: { testError } }) => {
              const error = Math.sqrt((testError * (100 - testError)) / HELD_OUT);
              return { x: variant, y: testError, low: testError - error, high: testError + error };
            }),
          },
        ],
      },
    ],
  };
}
