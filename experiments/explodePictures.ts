import { boundOf } from './digitsArms.js';
import { dotsAndMean } from './chart/dotsAndMean.js';
import { seedsOf } from './report/seedsOf.js';
import { ARMS, type Panel, type Picture, type Reference } from './chart/picture.js';
import { FAILED } from './deep.js';
import type { FinishedRun } from './experiment.js';
import type { DeepResult, DeepSettings } from './training/trainDeep.js';
import type { Look } from './training/watch.js';

type Run = FinishedRun<DeepSettings, DeepResult>;

const SIDES = [
  { name: 'without max-norm', bounded: false, color: ARMS.none, shift: -6 },
  { name: 'with max-norm', bounded: true, color: ARMS['max-norm'], shift: 6 },
];
/** From the first layer to the last, in steps that the eye takes for an order: viridis. */
const LAYERS = ['#440154', '#443983', '#31688e', '#21918c', '#35b779', '#90d743', '#d8c21a'];
/** With ten digits. */
const GUESSING = 90;

/** `explode`: who survives which learning rate; `explode-layers`: layer by layer at the lowest rate that no seed does without. */
export function explodePictures(runs: Run[]): Record<string, Picture> {
  const telling = lowestRateThatFails(runs) ?? Math.max(...runs.map(rateOf));
  return { explode: survival(runs), 'explode-layers': layers(runs, telling) };
}

function survival(runs: Run[]): Picture {
  const rates = [...new Set(runs.map(rateOf))].sort((a, b) => a - b);
  const x = { name: 'learning rate', type: 'category' as const, categories: rates.map(String) };
  const panel = (
    title: string,
    y: Panel['y'],
    references: Reference[],
    of: (result: DeepResult) => number | null,
  ): Panel => ({
    title,
    x,
    y,
    references,
    series: SIDES.flatMap(({ name, bounded, color, shift }) => {
      const [dots] = dotsAndMean(
        { name, color, shift },
        rates.map((rate) => ({
          x: String(rate),
          values: runs
            .filter((run) => rateOf(run) === rate && isBounded(run) === bounded)
            .map(({ result }) => of(result))
            .filter((value): value is number => value != null),
        })),
      );
      return [dots];
    }),
  });
  return {
    title: 'How high a learning rate survives',
    subtitle: `${describe(runs)}; one dot per seed, ${seedsOf(runs)}`,
    columns: 2,
    legend: SIDES.map(({ name }) => name),
    panels: [
      panel(
        'Training error at the end',
        { name: 'training error, %', type: 'value', min: 0, max: 100 },
        [{ axis: 'y', at: GUESSING, label: 'guessing' }],
        (result) => result.trainError,
      ),
      panel(
        'Largest norm of a unit',
        { name: 'norm of incoming weights', type: 'log' },
        boundOf(runs, 'y'),
        (result) => result.largestNorm,
      ),
    ],
  };
}

function layers(runs: Run[], rate: number): Picture {
  const [{ seed }] = runs;
  const [{ settings }] = runs;
  const names = [...settings.hidden, 0].map((_, i) =>
    i < settings.hidden.length ? `layer ${i + 1}` : 'output',
  );
  const panels = (
    title: string,
    name: string,
    references: Reference[],
    of: (look: Look) => (number | null)[],
  ): Panel[] => {
    const arms = SIDES.map((arm) => ({
      ...arm,
      looks:
        runs.find(
          (run) => run.seed === seed && rateOf(run) === rate && isBounded(run) === arm.bounded,
        )?.result.looks ?? [],
    }));
    const seen = arms
      .flatMap(({ looks }) => looks.flatMap(of))
      .filter((value): value is number => value != null && value > 0);
    // One scale for both.
    const range = { min: Math.min(...seen), max: Math.max(...seen) };
    return arms.map((arm) => ({
      title: `${title}, ${arm.name}`,
      x: { name: 'step', type: 'value' },
      y: { name, type: 'log', ...range },
      references,
      series: names.map((layer, i) => ({
        name: layer,
        color: LAYERS[i % LAYERS.length],
        mark: 'line',
        points: arm.looks.map((look) => ({ x: look.step, y: of(look)[i] || null })),
      })),
    }));
  };
  return {
    title: `Layer by layer at a learning rate of ${rate}`,
    subtitle: `${describe(runs)}; seed number ${seed}`,
    columns: 2,
    legend: names,
    panels: [
      ...panels('Activations', 'root mean square', [], ({ activations }) => activations),
      ...panels('Norms', 'largest norm of a unit', boundOf(runs, 'y'), ({ norms }) => norms),
    ],
  };
}

/** At which no seed gets through without a bound. */
function lowestRateThatFails(runs: Run[]): number | undefined {
  const free = runs.filter((run) => !isBounded(run));
  const survived = free.filter(({ result }) => result.trainError < FAILED).map(rateOf);
  const failed = free.map(rateOf).filter((rate) => !survived.includes(rate));
  return failed.length === 0 ? undefined : Math.min(...failed);
}

function describe([{ settings }]: Run[]): string {
  return `784-${settings.hidden.join('-')}-10 ReLU, momentum ${settings.momentum}`;
}

function rateOf({ settings }: Run): number {
  return settings.learningRate;
}

function isBounded({ settings }: Run): boolean {
  return settings.maxNorm != null;
}
