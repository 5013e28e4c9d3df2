import { COLORS, type Panel, type Picture, type Series } from './chart/picture.js';
import { spread } from './chart/spread.js';
import type { FinishedRun } from './experiment.js';
import type { DigitsResult, DigitsSettings } from './training/trainDigits.js';

type Run = FinishedRun<DigitsSettings, DigitsResult>;
type Figure = (result: DigitsResult) => number;

const ARMS = [
  { name: 'without dropout', dropout: false, color: COLORS.red },
  { name: 'with dropout', dropout: true, color: COLORS.blue },
];
const NO_BOUND = ', no bound';

/** Errors and the share at the bound against c; a dashed line is the same network without a bound. */
export function sweepPicture(runs: Run[]): Picture {
  const bounds = runs.flatMap(({ settings }) => settings.maxNorm?.[0] ?? []);
  const x = { name: 'c', type: 'log' as const, min: Math.min(...bounds), max: Math.max(...bounds) };
  const panel = (title: string, y: Panel['y'], figure: Figure, references: boolean): Panel => ({
    title,
    x,
    y,
    series: ARMS.flatMap((arm) => [
      curve(runs, arm, figure),
      ...(references ? [reference(runs, arm, figure, [x.min, x.max])] : []),
    ]),
  });
  const [{ settings }] = runs;
  const seeds = new Set(runs.map(({ seed }) => seed)).size;
  return {
    title: 'What c does: too small costs expressiveness, too large does nothing',
    subtitle: `784-${settings.hidden.join('-')}-10 ReLU, trained on ${settings.trainDigits ?? 'all'} digits of MNIST; mean ± standard deviation of ${seeds} seeds`,
    columns: 3,
    legend: ARMS.flatMap(({ name }) => [name, name + NO_BOUND]),
    panels: [
      panel('Test error', { name: 'test error, %', type: 'log' }, (r) => r.testError, true),
      panel(
        'Training error',
        { name: 'training error, %', type: 'value' },
        (r) => r.trainError,
        true,
      ),
      panel(
        'Units at the bound',
        { name: 'share of units, %', type: 'value', max: 100 },
        (r) => 100 * (r.atBound ?? 0),
        false,
      ),
    ],
  };
}

function curve(runs: Run[], { name, color, dropout }: (typeof ARMS)[0], figure: Figure): Series {
  const arm = runs.filter(
    ({ settings }) => settings.maxNorm && (settings.dropout != null) === dropout,
  );
  const bounds = [...new Set(arm.map(({ settings }) => settings.maxNorm![0]))].sort(
    (a, b) => a - b,
  );
  return {
    name,
    color,
    mark: 'line and points',
    points: bounds.map((c) => {
      const these = arm.filter(({ settings }) => settings.maxNorm![0] === c);
      const { mean, low, high } = spread(these.map(({ result }) => figure(result)));
      return { x: c, y: mean, low, high };
    }),
  };
}

function reference(
  runs: Run[],
  { name, color, dropout }: (typeof ARMS)[0],
  figure: Figure,
  ends: number[],
): Series {
  const free = runs.filter(
    ({ settings }) => !settings.maxNorm && (settings.dropout != null) === dropout,
  );
  const { mean } = spread(free.map(({ result }) => figure(result)));
  return {
    name: name + NO_BOUND,
    color,
    mark: 'dashed',
    points: ends.map((x) => ({ x, y: mean })),
  };
}
