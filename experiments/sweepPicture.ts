import { type DigitsRun, networkOf } from './digitsArms.js';
import { dotsAndMean } from './chart/dotsAndMean.js';
import { ARMS, type Axis, type Panel, type Picture, type Series } from './chart/picture.js';
import { summarize } from '../examples/shared/statistics.js';
import type { DigitsResult } from './training/trainDigits.js';

type Figure = (result: DigitsResult) => number;

const SIDES = [
  { name: 'without dropout', dropout: false, mark: 'line', shift: -4 },
  { name: 'with dropout', dropout: true, mark: 'dashed', shift: 4 },
] as const;
const NO_BOUND = 'none';
/** Below it the errors are ten times as high: a picture of both would show no difference above it. */
const LEAST_TO_COMPARE = 0.5;

/** Errors and the share of units at the bound against c, and without a bound. */
export function sweepPicture(runs: DigitsRun[]): Picture {
  const bounds = [...new Set(runs.flatMap(({ settings }) => settings.maxNorm?.[0] ?? []))];
  bounds.sort((a, b) => a - b);
  const panel = (
    title: string,
    y: Omit<Axis, 'type'>,
    cs: (number | null)[],
    figure: Figure,
  ): Panel => ({
    title,
    x: { name: 'c', type: 'category', categories: cs.map(nameOf) },
    y: { ...y, type: 'value' },
    series: SIDES.flatMap((side) => curve(runs, side, cs, figure)),
  });
  return {
    title: 'What c does: too small costs expressiveness, too large does nothing',
    subtitle: `${networkOf(runs)}; one dot per seed, lines through the means`,
    columns: 3,
    legend: SIDES.map(({ name }) => name),
    panels: [
      panel(
        'Training error',
        { name: 'training error, %', min: 0 },
        [...bounds, null],
        (result) => result.trainError,
      ),
      panel(
        `Test error, c from ${LEAST_TO_COMPARE} on`,
        { name: 'test error, %' },
        [...bounds.filter((c) => c >= LEAST_TO_COMPARE), null],
        (result) => result.testError,
      ),
      panel(
        'Units at the bound',
        { name: 'share of units, %', min: 0, max: 100 },
        bounds,
        (result) => 100 * (result.atBound ?? 0),
      ),
    ],
  };
}

function nameOf(c: number | null): string {
  return c == null ? NO_BOUND : String(c);
}

function curve(
  runs: DigitsRun[],
  { name, dropout, mark, shift }: (typeof SIDES)[number],
  cs: (number | null)[],
  figure: Figure,
): Series[] {
  const groups = cs.map((c) => ({
    x: nameOf(c),
    bounded: c != null,
    values: runs
      .filter(
        ({ settings }) =>
          (settings.maxNorm?.[0] ?? null) === c && (settings.dropout != null) === dropout,
      )
      .map(({ result }) => figure(result)),
  }));
  const bounded = groups.filter((group) => group.bounded && group.values.length > 0);
  const common = { name, shift, hollow: dropout };
  const [dots] = dotsAndMean({ ...common, color: ARMS['max-norm'] }, bounded);
  const [freeDots] = dotsAndMean(
    { ...common, color: ARMS.none },
    groups.filter((group) => !group.bounded),
  );
  return [
    {
      name,
      color: ARMS['max-norm'],
      mark,
      points: bounded.map(({ x, values }) => ({ x, y: summarize(values).mean })),
    },
    dots,
    freeDots,
  ];
}
