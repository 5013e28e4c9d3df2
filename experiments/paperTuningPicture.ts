import { COLORS, type Picture } from './chart/picture.js';
import type { PaperRun } from './training/trainPaper.js';

const { black, green, orange, skyBlue, red, pink, blue } = COLORS;
const PALETTE = [black, green, orange, skyBlue, red, pink, blue];

/** The validation error while training, a line a run. */
export function paperTuningPicture(runs: PaperRun[]): Picture {
  const variants = [...new Set(runs.map(({ variant }) => variant))];
  return {
    title: "The paper's network with dropout and max-norm, and changes to it",
    subtitle: `784-${runs[0].settings.hidden.join('-')}-10 ReLU; ${runs[0].settings.epochs} epochs; learning rates fall linearly to 0`,
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
