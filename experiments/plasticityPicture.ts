import { COLORS, type Panel, type Picture } from './chart/picture.js';
import { summarize } from './report/statistics.js';
import type { PlasticityRun } from './training/trainPlasticity.js';

type Figure = (task: PlasticityRun['result']['tasks'][0]) => number | null;

const FREE = 'none';

/** Of the headline's optimizer and rate: without a bound, the best L2, weight clipping and max-norm at the initial norm. */
export function plasticityPicture(runs: PlasticityRun[]): Picture {
  const shown = [
    { variant: FREE, color: COLORS.red },
    { variant: bestL2(runs), color: COLORS.orange },
    { variant: 'clipping', color: COLORS.grey },
    { variant: 'max-norm 1 x', color: COLORS.blue },
  ].filter(({ variant }) => runs.some((run) => run.variant === variant));
  const [{ settings }] = runs;
  const window = Math.max(1, Math.round(settings.tasks / 40));
  const panel = (title: string, y: string, figure: Figure): Panel => ({
    title,
    x: { name: 'task', type: 'value', min: 0, max: settings.tasks },
    y: { name: y, type: 'value' },
    series: shown.map(({ variant, color }) => ({
      name: variant,
      color,
      mark: 'line',
      points: course(
        runs.filter((run) => run.variant === variant),
        figure,
        window,
      ),
    })),
  });
  const seeds = new Set(runs.filter(({ variant }) => variant === FREE).map(({ seed }) => seed));
  return {
    title: 'Without a bound, every new task is learned worse than the one before',
    subtitle: `Each task permutes the pixels of MNIST anew; 784-${settings.hidden.join('-')}-10, ${settings.digitsPerTask} digits per task, batches of ${settings.batchSize}, mean of ${seeds.size} ${seeds.size === 1 ? 'seed' : 'seeds'}`,
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

/** Over the seeds and over a few tasks: single tasks differ in difficulty. */
function course(runs: PlasticityRun[], figure: Figure, window: number) {
  const tasks = runs[0].result.tasks.length;
  return Array.from({ length: Math.floor(tasks / window) }, (_, i) => {
    const values = runs
      .flatMap(({ result }) => result.tasks.slice(i * window, (i + 1) * window).map(figure))
      .filter((value): value is number => value != null);
    return { x: (i + 0.5) * window, y: values.length === 0 ? null : summarize(values).mean };
  });
}
