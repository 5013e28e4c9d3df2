import { clip } from '../../experiments/clip.js';
import type { Picture } from '../../experiments/chart/picture.js';
import { combine } from '../../experiments/combine.js';
import { compare } from '../../experiments/compare.js';
import type { Experiment, Scale } from '../../experiments/experiment.js';
import { explode } from '../../experiments/explode.js';
import { paper } from '../../experiments/paper.js';
import { paperEpochs } from '../../experiments/paperEpochs.js';
import { paperTuning } from '../../experiments/paperTuning.js';
import { plasticity } from '../../experiments/plasticity.js';
import { rates } from '../../experiments/rates.js';
import { pairedDifference, summarize } from '../../examples/shared/statistics.js';
import { summarizeRuns, type VariantSummary } from '../../experiments/report/summary.js';
import { formatDifference, formatSummary } from '../../experiments/report/table.js';
import { sweep } from '../../experiments/sweep.js';
import { expectDrawn, guide, inOrder, read, runsOf, section, table } from './recordedRuns.js';

function differenceOf({ difference, against }: VariantSummary, decimals: number): string {
  if (difference == null) return '';
  const text = formatDifference(difference, decimals).replace(/, n = .*/, ', too few');
  return `${text} (${against})`;
}

const recorded: [string, string, Experiment<never, never>, string, Scale?][] = [
  ['compare', '## compare', compare as never, ''],
  ['compare on all of MNIST', '### On all of MNIST', compare as never, 'full/'],
  ['combine', '## combine', combine as never, ''],
  ['sweep', '## sweep', sweep as never, ''],
  ['explode', '## explode', explode as never, ''],
  ['clip', '## clip', clip as never, ''],
  ['plasticity', '## plasticity', plasticity as never, '', 'full'],
  ['paper', '## paper', paper as never, ''],
  ['paper-tuning', '## paper-tuning', paperTuning as never, ''],
  ['paper-epochs', '## paper-epochs', paperEpochs as never, '', 'full'],
  ['rates', '## rates', rates as never, ''],
  ['rates on all of MNIST', '### rates on all of MNIST', rates as never, 'full/'],
];

describe.each(recorded)('%s', (_, heading, experiment, folder, scale) => {
  const text = section(heading);
  const { variants } = experiment.plan(scale ?? (folder === '' ? 'quick' : 'full'));
  const runs = inOrder(variants, runsOf(experiment, folder));

  test('its table says what the recorded runs come to', () => {
    const rows = summarizeRuns(runs, experiment.metrics, variants);
    const shown = table(text, 'variant');
    expect(shown.map(({ variant }) => variant)).toEqual(rows.map(({ variant }) => variant));
    rows.forEach((row, i) => {
      const cells = shown[i];
      expect([row.variant, cells.n]).toEqual([row.variant, String(row.seeds.length)]);
      let compared = 0;
      for (const { name, unit, decimals } of experiment.metrics) {
        const column = unit === '' ? name : `${name}, ${unit}`;
        if (!(column in cells)) continue;
        const figure = formatSummary(row.metrics[name], decimals);
        expect([row.variant, column, cells[column]]).toEqual([row.variant, column, figure]);
        compared++;
      }
      expect(compared).toBeGreaterThan(2);
      const difference = cells['difference, 95 % interval'] ?? '';
      expect(difference).toBe(differenceOf(row, experiment.metrics[0].decimals));
    });
  });

  test('the time that it took is that of the recorded runs', () => {
    const [, seconds] = /([\d,]+) s\s+of\s+training\s+in\s+all/.exec(text)!;
    const sum = runs.reduce((all, run) => all + run.seconds, 0);
    expect(Number(seconds.replace(',', ''))).toBe(Math.round(sum));
  });

  test('its pictures are drawn from the recorded runs, and no bounded norm is above c', () => {
    for (const [name, picture] of Object.entries(experiment.pictures(runs))) {
      expectDrawn(picture, text, `images/experiments/${folder}${name}.svg`);
      expectWithinBounds(picture);
    }
  });
});

/** In the panels that show c, what has a bound lies within it. */
function expectWithinBounds({ panels }: Picture): void {
  for (const { title, references = [], series } of panels) {
    for (const { axis, at } of references.filter(({ label }) => label.startsWith('c ='))) {
      const bounded = series.filter(
        ({ name }) => /max-norm|both/.test(name) && !name.startsWith('without'),
      );
      const isShown = bounded.length > 0 || title.includes('without');
      expect([title, isShown || title.startsWith('Norms')]).toEqual([title, true]);
      for (const { points } of bounded) {
        for (const { x, y, high = 0 } of points) {
          const value = axis === 'x' && typeof x === 'number' ? x : y;
          expect(Math.max(value ?? 0, high)).toBeLessThanOrEqual(at * (1 + 1e-6));
        }
      }
    }
  }
}

test('explode: the seeds that end below an error of 50 %', () => {
  const counts = explode.remarks!(runsOf(explode))
    .slice(1)
    .map((line) => /rate (.*): (.*), (.*)/.exec(line)!.slice(1));
  const shown = table(section('## explode'), 'learning rate').map((row) => Object.values(row));
  expect(shown).toEqual(counts);
});

test('paper-epochs: the epochs of each seed, and the ratios', () => {
  const { variants } = paperEpochs.plan('full');
  const runs = inOrder(variants, runsOf(paperEpochs));
  const epochs = (variant: string) =>
    runs.filter((run) => run.variant === variant).map(({ result }) => result.curve.length);
  const words = section('## paper-epochs').replace(/\s+/g, ' ');
  const [, bounded, free] = /seed by seed: (.*) with max-norm, (.*) without\./.exec(words)!;
  const numbers = (list: string) => list.split(/, | and /).map(Number);
  expect(numbers(bounded)).toEqual(epochs('dropout + max-norm'));
  expect(numbers(free)).toEqual(epochs('dropout'));
  const row = table(guide, 'setting').find(({ setting }) => setting.includes('validation error'))!;
  expect(numbers(row['with it'])).toEqual(epochs('dropout + max-norm'));
  expect(numbers(row['without the bound'])).toEqual(epochs('dropout'));

  const [endpoint, others] = paperEpochs.remarks!(runs);
  const [, ratio, least, most] = /: (\S+) \(95 % interval (.*) to (.*)\)/.exec(endpoint)!;
  expect(words).toContain(
    `**The ratio is ${ratio}, with a 95 % interval from ${least} to ${most}.**`,
  );
  expect(row.difference).toBe(`ratio ${ratio} (${least} to ${most}), five pairs`);
  const readme = read('README.md').replace(/\s+/g, ' ');
  expect(readme).toContain(`takes ${ratio} of the epochs ([${least} to ${most}, five pairs]`);
  const larger = [...others.matchAll(/([\d.]+) %: (\S+) \(95 % interval (\S+ to \S+)\)/g)];
  expect(larger).toHaveLength(3);
  for (const [, error, of, interval] of larger) {
    expect(words).toContain(`${of} (${interval}) for ${error} %`);
  }
});

describe('docs/choosing-c.md says what the recorded runs come to', () => {
  const means = (experiment: Experiment<never, never>, folder = '') => {
    const runs = runsOf(experiment, folder);
    const rows = summarizeRuns(runs, experiment.metrics, experiment.plan('quick').variants);
    return (variant: string) => rows.find((row) => row.variant === variant)!;
  };
  const rowOf = (setting: string) =>
    table(guide, 'setting').find((row) => row.setting.startsWith(setting))!;
  const shown = (setting: string) => {
    const row = rowOf(setting);
    return [row['without the bound'], row['with it'], row.difference].join(' | ');
  };

  test.each<[string, Experiment<never, never>, string, string, string]>([
    ['dropout, high', combine as never, '', 'dropout, high rate', 'dropout, high rate + max-norm'],
    ['3x256', rates as never, '', 'dropout, rate 0.4', 'dropout + max-norm, rate 0.4'],
    [
      'the same, learning rate .16',
      rates as never,
      '',
      'dropout, rate 0.16',
      'dropout + max-norm, rate 0.16',
    ],
    [
      'all of MNIST',
      rates as never,
      'full/',
      'dropout, rate 0.16',
      'dropout + max-norm, rate 0.16',
    ],
    ['no dropout', compare as never, '', 'none', 'max-norm'],
    ['dropout, low', combine as never, '', 'dropout, low rate', 'dropout, low rate + max-norm'],
    ['beside L2', combine as never, '', 'small L2', 'small L2 + max-norm'],
    ['beside L2', combine as never, '', 'large L2', 'large L2 + max-norm'],
    ['beside L2', combine as never, '', 'batch norm', 'batch norm + max-norm'],
    ['the same, at the end', paper as never, '', 'dropout', 'dropout + max-norm'],
    ['2x1024', compare as never, 'full/', 'none', 'max-norm'],
    ['2x1024', compare as never, 'full/', 'dropout', 'dropout + max-norm'],
  ])('%s: %#', (setting, experiment, folder, without, bounded) => {
    const rows = means(experiment, folder);
    const [{ name }] = experiment.metrics;
    const text = shown(setting);
    for (const variant of [without, bounded]) {
      expect(text).toContain(`${rows(variant).metrics[name]!.mean.toFixed(2)} %`);
    }
    const { mean, margin, withinNoise } = rows(bounded).difference!;
    expect(text).toContain(
      withinNoise ? 'within noise' : `${mean.toFixed(2)} ± ${margin!.toFixed(2)}`,
    );
    expect(text).toContain(
      `${{ 3: 'three', 6: 'six', 8: 'eight' }[rows(bounded).seeds.length]} pairs`,
    );
  });

  test('dropout with 1,000 digits: without the seed that c was chosen on, and with it', () => {
    const error = (variant: string, seed: number) =>
      runsOf(compare).find((run) => run.variant === variant && run.seed === seed)!.result.testError;
    const pairs = (seeds: number[]) =>
      seeds.map((seed): [number, number] => [
        error('dropout + max-norm', seed),
        error('dropout', seed),
      ]);
    const fresh = pairs([2, 3, 4, 5, 6]);
    const { mean, margin } = pairedDifference(fresh);
    const text = shown('dropout, 1,000');
    expect(text).toContain(`${summarize(fresh.map(([, free]) => free)).mean.toFixed(2)} %`);
    expect(text).toContain(`${summarize(fresh.map(([bound]) => bound)).mean.toFixed(2)} %`);
    expect(text).toContain(`${mean.toFixed(2)} ± ${margin!.toFixed(2)}, five pairs`);
    const all = pairedDifference(pairs([1, 2, 3, 4, 5, 6]));
    expect(guide).toContain(
      `over all six the difference is ${(-all.mean).toFixed(2)} ± ${all.margin!.toFixed(2)}`,
    );
  });

  test('paper: the first epoch with a test error of at most 1.25 %', () => {
    const first = (variant: string) =>
      [1, 2, 3].map(
        (seed) =>
          runsOf(paper)
            .find((run) => run.variant === variant && run.seed === seed)!
            .result.curve.find(({ testError }) => testError <= 1.25)!.epoch,
      );
    const text = shown('3x1024');
    expect(text).toContain(first('dropout').join(', '));
    expect(text).toContain(first('dropout + max-norm').join(', '));
  });

  test('plasticity: accuracies, and the difference from the other ways', () => {
    const runs = runsOf(plasticity);
    const rows = summarizeRuns(runs, plasticity.metrics, plasticity.plan('full').variants);
    const of = (variant: string) => rows.find((row) => row.variant === variant)!;
    const course = (variant: string) =>
      ['first tenth', 'accuracy, last tenth']
        .map((name) => of(variant).metrics[name]!.mean.toFixed(1))
        .join(' to ');
    const text = shown('a new task');
    expect(text).toContain(`${course('none')} %`);
    expect(text).toContain(`${course('max-norm 1 x')} %`);
    expect(text).toContain('15.7 ± 2.1, five pairs');
    expect(formatDifference(of('max-norm 1 x').difference!, 1)).toBe('+15.7 ± 2.1');

    const last = (variant: string, seed: number) =>
      runs.find((run) => run.variant === variant && run.seed === seed)!.result.last;
    const against = (variant: string) => {
      const seeds = [1, 2, 3, 4, 5];
      const { mean, margin } = pairedDifference(
        seeds.map((seed) => [last('max-norm 1 x', seed), last(variant, seed)]),
      );
      return `${mean.toFixed(2)} ± ${margin!.toFixed(2)}`;
    };
    expect(section('## plasticity')).toContain(against('L2 0.003'));
    expect(section('## plasticity')).toContain(against('clipping'));
  });
});
