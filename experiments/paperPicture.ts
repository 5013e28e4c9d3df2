import { COLORS, type Picture } from './chart/picture.js';
import { spread } from './chart/spread.js';
import type { PaperRun } from './training/trainPaper.js';

const ARMS = [
  { variant: 'dropout', color: COLORS.grey, published: 1.25 },
  { variant: 'dropout + max-norm', color: COLORS.blue, published: 1.06 },
];

/** The test error while training, a line a run, and at the end, beside the figures of the paper. */
export function paperPicture(runs: PaperRun[]): Picture {
  const arms = ARMS.map((arm) => ({
    ...arm,
    runs: runs.filter(({ variant }) => variant === arm.variant),
  }));
  return {
    title: 'Dropout, with and without max-norm, on MNIST',
    subtitle: `784-${runs[0].settings.hidden.join('-')}-10 ReLU; dashed lines: the figures of Srivastava et al. (2014), 1.25 % and 1.06 %`,
    columns: 2,
    legend: ARMS.map(({ variant }) => variant),
    panels: [
      {
        title: 'While training, a line a seed',
        x: { name: 'epoch', type: 'value' },
        y: { name: 'test error, %', type: 'log' },
        series: arms.flatMap(({ variant, color, runs }) =>
          runs.map(({ result }) => ({
            name: variant,
            color,
            mark: 'line' as const,
            points: result.curve.map(({ epoch, testError }) => ({ x: epoch, y: testError })),
          })),
        ),
      },
      {
        title: 'At the end, mean and standard deviation',
        x: { name: '', type: 'category', categories: ARMS.map(({ variant }) => variant) },
        y: { name: 'test error, %', type: 'value' },
        series: arms
          .filter(({ runs }) => runs.length > 0)
          .flatMap(({ variant, color, published, runs }) => {
            const { mean, low, high } = spread(runs.map(({ result }) => result.testError));
            return [
              {
                name: variant,
                color,
                mark: 'points' as const,
                points: [{ x: variant, y: mean, low, high }],
              },
              {
                name: 'published',
                color,
                mark: 'dashed' as const,
                points: ARMS.map((arm) => ({ x: arm.variant, y: published })),
              },
            ];
          }),
      },
    ],
  };
}
