import { COLORS, type Picture } from './chart/picture.js';
import type { PaperRun } from './training/trainPaper.js';

const PALETTE = [COLORS.green, COLORS.blue, COLORS.orange, COLORS.skyBlue, COLORS.red];

/** The validation error while training, a line a run. */
export function paperRatePicture(runs: PaperRun[]): Picture {
  const variants = [...new Set(runs.map(({ variant }) => variant))];
  return {
    title: "The learning rate of the paper's network with dropout and max-norm",
    subtitle: `784-${runs[0].settings.hidden.join('-')}-10 ReLU; each rate falls linearly to 0`,
    columns: 1,
    legend: variants,
    panels: [
      {
        title: 'On training digits held out, while training',
        x: { name: 'epoch', type: 'value' },
        y: { name: 'validation error, %', type: 'log' },
        series: runs.map(({ variant, result }) => ({
          name: variant,
          color: PALETTE[variants.indexOf(variant)],
          mark: 'line',
          points: result.curve.map(({ epoch, testError }) => ({ x: epoch, y: testError })),
        })),
      },
    ],
  };
}
