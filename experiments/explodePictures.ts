import { COLORS, type Panel, type Picture } from './chart/picture.js';
import { spread } from './chart/spread.js';
import { FAILED } from './deep.js';
import type { FinishedRun } from './experiment.js';
import type { DeepResult, DeepSettings } from './training/trainDeep.js';
import type { Look } from './training/watch.js';

type Run = FinishedRun<DeepSettings, DeepResult>;

const ARMS = [
  { name: 'without max-norm', bounded: false, color: COLORS.grey },
  { name: 'max-norm', bounded: true, color: COLORS.blue },
];
const LAYERS = [
  COLORS.black,
  COLORS.blue,
  COLORS.skyBlue,
  COLORS.green,
  COLORS.orange,
  COLORS.red,
  COLORS.pink,
];

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
    of: (result: DeepResult) => number | null,
  ): Panel => ({
    title,
    x,
    y,
    series: ARMS.map(({ name, bounded, color }) => ({
      name,
      color,
      mark: 'line and points',
      points: rates.flatMap((rate) => {
        const values = runs
          .filter((run) => rateOf(run) === rate && isBounded(run) === bounded)
          .map(({ result }) => of(result))
          .filter((value): value is number => value != null);
        if (values.length === 0) return [];
        const { mean } = spread(values);
        return [{ x: String(rate), y: mean, low: Math.min(...values), high: Math.max(...values) }];
      }),
    })),
  });
  return {
    title: 'How high a learning rate survives',
    subtitle: `${describe(runs)}; mean, least and greatest of the seeds`,
    columns: 2,
    legend: ARMS.map(({ name }) => name),
    panels: [
      panel(
        'Training error at the end',
        { name: 'training error, %', type: 'value', min: 0, max: 100 },
        (result) => result.trainError,
      ),
      panel(
        'Largest norm of a unit',
        { name: 'norm of incoming weights', type: 'log' },
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
  const panels = (title: string, name: string, of: (look: Look) => (number | null)[]): Panel[] => {
    const arms = ARMS.map((arm) => ({
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
      series: names.map((layer, i) => ({
        name: layer,
        color: LAYERS[i % LAYERS.length],
        mark: 'line',
        points: arm.looks.map((look) => ({ x: look.step, y: of(look)[i] || null })),
      })),
    }));
  };
  return {
    title: `Layer by layer at learning rate ${rate}`,
    subtitle: `${describe(runs)}; seed ${seed}`,
    columns: 2,
    legend: names,
    panels: [
      ...panels('Activations', 'root mean square', ({ activations }) => activations),
      ...panels('Norms', 'largest norm of a unit', ({ norms }) => norms),
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
