import { seedsOf } from './report/seedsOf.js';
import { ARMS, type Panel, type Picture } from './chart/picture.js';
import { summarize } from '../examples/shared/statistics.js';
import type { PlasticityRun } from './training/trainPlasticity.js';

type Figure = (task: PlasticityRun['result']['tasks'][0]) => number | null;

const FREE = 'none';

/** Of the headline's optimizer and rate: without a bound, the best L2, weight clipping and max-norm at the initial norm. */
export function plasticityPicture(runs: PlasticityRun[]): Picture {
  const shown = [
    { variant: FREE, color: ARMS.none },
    { variant: bestL2(runs), color: ARMS.L2 },
    { variant: 'clipping', color: ARMS.clipping },
    { variant: 'max-norm 1 x', color: ARMS['max-norm'] },
  ].filter(({ variant }) => runs.some((run) => run.variant === variant));
  const [{ settings }] = runs;
  const window = Math.max(1, Math.round(settings.tasks / 40));
  const panel = (title: string, y: string, figure: Figure): Panel => ({
    title,
    x: { name: 'task', type: 'value', min: 0, max: settings.tasks },
    y: { name: y, type: 'value' },
    series: shown.flatMap(({ variant, color }) =>
      runs
        .filter((run) => run.variant === variant)
        .map((run) => ({
          name: variant,
          color,
          mark: 'line' as const,
          points: course(run, figure, window),
        })),
    ),
  });
  const headline = runs.filter(({ variant }) => shown.some((arm) => arm.variant === variant));
  return {
    title: 'One task after another, with a bound and without',
    subtitle: `Each task permutes the pixels of MNIST anew; 784-${settings.hidden.join('-')}-10, ${settings.digitsPerTask.toLocaleString('en')} digits per task, batches of ${settings.batchSize}; one line per seed, ${seedsOf(headline)}`,
    columns: 3,
    legend: shown.map(({ variant }) => variant),
    panels: [
      panel('Accuracy while learning', 'accuracy, %', ({ accuracy }) => accuracy),
      panel('Mean norm of hidden units', 'norm', ({ norm }) => norm),
      panel('Dead hidden units', 'share, %', ({ dead }) => dead),
    ],
  };
}

function bestL2(runs: PlasticityRun[]): string {
  const variants = [...new Set(runs.map(({ variant }) => variant))].filter((name) =>
    name.startsWith('L2 '),
  );
  const last = (name: string) =>
    summarize(runs.filter(({ variant }) => variant === name).map(({ result }) => result.last)).mean;
  return variants.sort((a, b) => last(b) - last(a))[0];
}

/** The mean of a few tasks at a time: single tasks differ in difficulty. */
function course({ result: { tasks } }: PlasticityRun, figure: Figure, window: number) {
  return Array.from({ length: Math.floor(tasks.length / window) }, (_, i) => {
    const values = tasks
      .slice(i * window, (i + 1) * window)
      .map(figure)
      .filter((value): value is number => value != null);
    return { x: (i + 0.5) * window, y: values.length === 0 ? null : summarize(values).mean };
  });
}
