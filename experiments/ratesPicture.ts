import { dotsAndMean } from './chart/dotsAndMean.js';
import { ARMS, type Picture } from './chart/picture.js';
import { seedsOf } from './report/seedsOf.js';
import type { PaperRun } from './training/trainPaper.js';

const SIDES = [
  { name: 'dropout', bounded: false, color: ARMS.none, shift: -6 },
  { name: 'dropout + max-norm', bounded: true, color: ARMS['max-norm'], shift: 6 },
];

/**
 * The test error after few epochs against the learning rate.
 *
 * @param learned The largest test error, in percent, of a network that has learned.
 */
export function ratesPicture(runs: PaperRun[], learned: number): Picture {
  const [{ settings }] = runs;
  const rates = [...new Set(runs.map(({ settings }) => settings.learningRate))];
  rates.sort((a, b) => a - b);
  return {
    title: 'Which learning rates learn within few epochs',
    subtitle: `784-${settings.hidden.join('-')}-10 ReLU with dropout, ${settings.epochs} epochs; one dot per seed, ${seedsOf(runs)}`,
    columns: 1,
    legend: SIDES.map(({ name }) => name),
    panels: [
      {
        title: 'Test error at the end',
        x: { name: 'learning rate', type: 'category', categories: rates.map(String) },
        y: { name: 'test error, %', type: 'log' },
        references: [{ axis: 'y', at: learned, label: `learned: ${learned.toFixed(1)} %` }],
        series: SIDES.flatMap(({ name, bounded, color, shift }) =>
          dotsAndMean(
            { name, color, shift },
            rates.map((rate) => ({
              x: String(rate),
              values: runs
                .filter(
                  ({ settings }) =>
                    settings.learningRate === rate && (settings.maxNorm != null) === bounded,
                )
                .map(({ result }) => result.testError),
            })),
          ),
        ),
      },
    ],
  };
}
