import type { Panel, Series } from './chart/picture.js';
import type { PaperRun } from './training/trainPaper.js';

/** The error while training, one line per run. */
export function errorCurves(
  sides: { name: string; color: string }[],
  runs: PaperRun[],
  error: string,
): Panel {
  return {
    title: 'While training, one line per seed',
    x: { name: 'epoch', type: 'value', min: 0 },
    y: { name: `${error}, %`, type: 'log' },
    series: sides.flatMap(({ name, color }) =>
      runs
        .filter(({ variant }) => variant === name)
        .map(({ result }): Series => ({
          name,
          color,
          mark: 'line',
          points: result.curve.map(({ epoch, testError }) => ({ x: epoch, y: testError })),
        })),
    ),
  };
}
