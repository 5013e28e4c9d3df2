import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { clip } from '../../experiments/clip.js';
import { combine } from '../../experiments/combine.js';
import { compare } from '../../experiments/compare.js';
import type { Experiment, FinishedRun } from '../../experiments/experiment.js';
import { toSvg } from '../../experiments/chart/svg.js';
import { explode } from '../../experiments/explode.js';
import { type GridOptions, runGrid } from '../../experiments/grid/runGrid.js';
import { dataKey } from '../../experiments/grid/runKey.js';
import { paper } from '../../experiments/paper.js';
import { paperEpochs } from '../../experiments/paperEpochs.js';
import { paperTuning } from '../../experiments/paperTuning.js';
import { plasticity } from '../../experiments/plasticity.js';
import { rates } from '../../experiments/rates.js';
import { writeReport } from '../../experiments/report/writeReport.js';
import { summarizeRuns } from '../../experiments/report/summary.js';
import { sweep } from '../../experiments/sweep.js';
import type { PaperSettings } from '../../experiments/training/trainPaper.js';
import { useBackend } from '../../examples/shared/backend.js';
import { type Digits, pick } from '../../examples/shared/mnist/digits.js';
import { type Mnist, splitByClass } from '../../examples/shared/mnist/load.js';
import { npmDigits } from '../../examples/shared/mnist/npmDigits.js';

let mnist: Mnist;
let folder: string;
const stream = { isTTY: false, write: () => true } as unknown as NodeJS.WriteStream;

beforeAll(async () => {
  await useBackend('wasm');
  const { train, test } = splitByClass(await npmDigits(), 5);
  const some = (digits: Digits) =>
    pick(
      digits,
      [...digits.labels.keys()].filter((i) => i % 40 === 0),
    );
  mnist = { train: some(train), test: some(test), source: 'a few digits' };
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'experiments-'));
});
afterEach(() => rm(folder, { recursive: true }));

const tiny = { hidden: [12, 12], epochs: 2, every: 1, batchSize: 50 };

/** The experiment's grid with networks and training cut down, for two seeds; what it reports. */
async function conductTiny<Settings extends object, Result extends object>(
  experiment: Experiment<Settings, Result>,
  own: object,
) {
  const { variants } = experiment.plan('quick');
  const plan = {
    variants: variants.map((variant) => ({
      ...variant,
      settings: { ...variant.settings, ...tiny, ...own },
    })),
    seeds: [1, 2],
  };
  const options: GridOptions<Settings, Result> = {
    experiment: experiment.name,
    train: (settings, context) => experiment.train(settings, { ...context, mnist }),
    folder,
    data: dataKey(mnist),
    backend: 'wasm',
    stream,
  };
  await runGrid({ ...plan, seeds: [1] }, options);
  const before = tf.memory().numTensors;
  const runs = await runGrid(plan, options);
  const leaked = (tf.memory().numTensors - before) / variants.length;
  const rows = summarizeRuns(runs, experiment.metrics, plan.variants);
  const written = await writeReport(
    folder,
    experiment,
    {
      experiment: experiment.name,
      scale: 'quick',
      backend: 'wasm',
      data: undefined,
      seeds: undefined,
      workers: undefined,
      pictures: undefined,
      output: folder,
      report: false,
    },
    { runs, rows, remarks: experiment.remarks?.(runs) ?? [] },
  );
  return { runs, rows, leaked, written };
}

function largestNorms<Settings extends { maxNorm: [number, number] | null }>(
  runs: FinishedRun<Settings, { largestNorm: number | null }>[],
) {
  return runs
    .filter(({ settings }) => settings.maxNorm != null)
    .map(({ settings, result }) => result.largestNorm! / Math.max(...settings.maxNorm!));
}

async function expectFiles(written: string[], pictures: string[], runs: number) {
  expect(written.sort()).toEqual(
    ['results.csv', 'results.json', ...pictures].map((name) => join(folder, name)).sort(),
  );
  const csv = await readFile(join(folder, 'results.csv'), 'utf8');
  expect(csv.trim().split('\n')).toHaveLength(runs + 1);
  for (const picture of pictures) {
    expect(await readFile(join(folder, picture), 'utf8')).not.toMatch(/NaN|undefined|Infinity/);
  }
}

test('compare: eight variants, the bound is enforced in those that have one', async () => {
  const { runs, rows, leaked, written } = await conductTiny(compare, { trainDigits: 100 });
  expect(rows).toHaveLength(8);
  expect(rows.find(({ variant }) => variant === 'dropout + L2')!.against).toBe('dropout');
  expect(Math.max(...largestNorms(runs))).toBeLessThanOrEqual(1 + 1e-6);
  expect(leaked).toBeLessThanOrEqual(3); // what a momentum optimizer keeps after dispose()
  await expectFiles(written, ['compare.svg'], 16);
});

test('combine: max-norm beside each partner, batch norm among them', async () => {
  const { runs, rows, written } = await conductTiny(combine, { trainDigits: 100 });
  expect(rows.filter(({ against }) => against != null)).toHaveLength(6);
  expect(Math.max(...largestNorms(runs))).toBeLessThanOrEqual(1 + 1e-6);
  const of = (variant: string) => runs.find((run) => run.variant === variant)!.result.testError;
  expect(of('batch norm')).not.toBe(of('none'));
  await expectFiles(written, ['combine.svg', 'combine-norms.svg'], 24);
});

test('sweep: a bound that nothing reaches gives the very run without one', async () => {
  const { runs, rows, written } = await conductTiny(sweep, { trainDigits: 100 });
  expect(rows).toHaveLength(16);
  const of = (variant: string) =>
    runs.filter((run) => run.variant === variant).map(({ result }) => result.testError);
  expect(of('c = 8')).toEqual(of('no bound'));
  expect(of('dropout, c = 8')).toEqual(of('dropout, no bound'));
  const tight = runs.find(({ variant }) => variant === 'c = 0.1')!;
  expect(tight.result.atBound).toBeGreaterThan(0.5);
  expect(Math.max(...largestNorms(runs))).toBeLessThanOrEqual(1 + 1e-6);
  await expectFiles(written, ['sweep.svg'], 32);
});

test('explode: looks into every layer, and counts who survives', async () => {
  const { runs, leaked, written } = await conductTiny(explode, { trainDigits: 100 });
  expect(Math.max(...largestNorms(runs))).toBeLessThanOrEqual(1 + 1e-6);
  const [{ result }] = runs;
  expect(result.looks.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
  expect(result.looks[0].activations).toHaveLength(3);
  expect(result.looks[0].norms).toHaveLength(3);
  expect(leaked).toBeLessThanOrEqual(3);
  expect(explode.remarks!(runs)[1]).toMatch(/^ {2}rate 0.05: \d of 2, \d of 2$/);
  await expectFiles(written, ['explode.svg', 'explode-layers.svg'], 24);
});

test('clip: clipping bounds the step, max-norm the norms, both both', async () => {
  const rate = 0.4;
  const { runs, written } = await conductTiny(clip, { trainDigits: 100 });
  expect(runs).toHaveLength(8);
  await expectFiles(written, ['clip.svg'], 8);
  const settings = { ...clip.plan('quick').variants[3].settings, ...tiny, trainDigits: 100 };
  const result = await clip.train(
    { ...settings, clipNorm: 0.1, learningRate: rate, decay: false },
    { seed: 1, mnist, checkpoint: '', progress: () => undefined },
  );
  // With momentum m, a step is at most rate * clip / (1 - m).
  expect(result.longestStep!).toBeLessThanOrEqual((rate * 0.1) / (1 - 0.9) + 1e-6);
  expect(result.largestNorm!).toBeLessThanOrEqual(2 * (1 + 1e-6));
});

test('plasticity: every unit stays within the multiple of its kernel’s initial norm', async () => {
  const own = { tasks: 4, digitsPerTask: 64, batchSize: 16 };
  const { runs, leaked, written } = await conductTiny(plasticity, own);
  expect(runs[0].result.tasks).toHaveLength(4);
  expect(leaked).toBeLessThanOrEqual(3);
  await expectFiles(written, ['plasticity.svg'], 6);

  const train = (change: object) =>
    plasticity.train(
      { ...plasticity.plan('quick').variants[0].settings, ...tiny, ...own, ...change },
      { seed: 1, mnist, checkpoint: '', progress: () => undefined },
    );
  const initial = await train({ learningRate: 0 });
  const norm = initial.tasks[0].norm!;
  expect(initial.tasks.map((task) => task.norm)).toEqual([norm, norm, norm, norm]);
  const free = await train({ learningRate: 0.5 });
  expect(free.tasks[3].norm).toBeGreaterThan(norm);
  const bounded = await train({ learningRate: 0.5, maxNormTimesInitial: 0.5 });
  expect(bounded.tasks[3].norm).toBeLessThanOrEqual(0.5 * norm * 1.0001);
  expect(await train({ learningRate: 0.5, maxNormTimesInitial: 1e6 })).toEqual(free);
});

test('paper: both arms, with the published figures in the picture', async () => {
  const { runs, written } = await conductTiny(paper, {});
  expect(runs.map(({ variant }) => variant).slice(0, 2)).toEqual(['dropout + max-norm', 'dropout']);
  expect(Math.max(...largestNorms(runs))).toBeLessThanOrEqual(1 + 1e-6);
  await expectFiles(written, ['paper.svg'], 4);
});

test('paper-tuning: never looks at the test digits', async () => {
  const { runs, written } = await conductTiny(paperTuning, {});
  expect(runs).toHaveLength(14);
  expect(Math.max(...largestNorms(runs))).toBeLessThanOrEqual(1 + 1e-6);
  await expectFiles(written, ['paper-tuning.svg'], 14);

  const settings = { ...paperTuning.plan('quick').variants[0].settings, ...tiny };
  const context = { seed: 1, checkpoint: join(folder, 'checkpoint'), progress: () => undefined };
  const untested = { ...mnist, test: pick(mnist.test, []) };
  expect(await paperTuning.train(settings, { ...context, mnist: untested })).toEqual(
    runs[0].result,
  );
});

test('paper-epochs: stops where the mean of three errors is low enough, without the test digits', async () => {
  const own = { epochs: 5, stopAt: 100 };
  const { runs, written } = await conductTiny(paperEpochs, own);
  expect(runs.map(({ result }) => result.curve.length)).toEqual([3, 3, 3, 3]);
  expect(Math.max(...largestNorms(runs))).toBeLessThanOrEqual(1 + 1e-6);
  expect(paperEpochs.remarks!(runs)[0]).toBe(
    'Ratio of epochs, with max-norm / without: 1.00 (too few pairs for an interval).',
  );
  await expectFiles(written, ['paper-epochs.svg'], 4);

  const settings = { ...runs[0].settings, stopAt: 0 };
  const context = { seed: 1, checkpoint: join(folder, 'checkpoint'), progress: () => undefined };
  const untested = { ...mnist, test: pick(mnist.test, []) };
  const whole = await paperEpochs.train(settings, { ...context, mnist: untested });
  expect(whole.curve.slice(0, 3)).toEqual(runs[0].result.curve);
  expect(whole.curve).toHaveLength(5);
});

test('paper-epochs: takes the ratio as a geometric mean over pairs', () => {
  const { settings } = paperEpochs.plan('quick').variants[0];
  const run = (variant: string, seed: number, epoch: number) => ({
    variant,
    seed,
    settings,
    result: {
      testError: 7,
      trainError: 1,
      largestNorm: 1.6,
      atBound: 0.2,
      // The mean of three comes to 9 % in the last epoch, and is 11 % before.
      curve: Array.from({ length: epoch }, (_, i) => ({
        epoch: i + 1,
        testError: i + 1 === epoch ? 5 : 11,
      })),
    },
  });
  const epochs = [
    [4, 5],
    [3, 6],
    [6, 6],
  ];
  const runs = epochs.flatMap(([bounded, free], seed) => [
    run('dropout + max-norm', seed, bounded),
    run('dropout', seed, free),
  ]);
  // Cube root of 0.8 x 0.5 x 1; logarithms of standard deviation 0.3538, t = 4.303.
  expect(paperEpochs.remarks!(runs)).toEqual([
    'Ratio of epochs, with max-norm / without: 0.74 (95 % interval 0.31 to 1.77).',
    'To larger errors, which is not the endpoint: 15 %: 1.00 (95 % interval 1.00 to 1.00); ' +
      '12 %: 1.00 (95 % interval 1.00 to 1.00); 10.5 %: 0.74 (95 % interval 0.31 to 1.77).',
  ]);
});

test('rates: names the learning rates at which every seed learns', async () => {
  const { runs, written } = await conductTiny(rates, {});
  expect(Math.max(...largestNorms(runs))).toBeLessThanOrEqual(1 + 1e-6);
  const learned = runs.map(({ settings: { learningRate, maxNorm }, ...run }) => ({
    ...run,
    settings: { ...run, learningRate, maxNorm } as unknown as PaperSettings,
    result: { ...run.result, testError: learningRate < 0.1 && (run.seed === 1 || maxNorm) ? 4 : 9 },
  }));
  expect(rates.remarks!(learned)).toEqual([
    'Learning rates at which every seed ends at 8.00 % or less, dropout: none.',
    'Learning rates at which every seed ends at 8.00 % or less, dropout + max-norm: 0.01, 0.025, 0.063: a factor of 6.',
  ]);
  await expectFiles(written, ['rates.svg'], 20);
});

test('paper: draws the arm that has finished while the other has not', () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation();
  const { settings } = paper.plan('quick').variants[0];
  const curve = [{ epoch: 1, testError: 2 }];
  const result = { testError: 2, trainError: 1, largestNorm: 1.6, atBound: 0.2, curve };
  const run = { variant: 'dropout + max-norm', seed: 1, settings, result };
  const svg = toSvg(paper.pictures([run]).paper);
  expect(svg).toContain('dropout + max-norm');
  expect(svg).toContain('784-256-256-256-10 ReLU'); // what was trained, not what the paper trained
  expect(warn).not.toHaveBeenCalled();
});

test('paper: goes on from a checkpoint to the very result of a run that was not interrupted', async () => {
  const settings: PaperSettings = {
    ...paper.plan('quick').variants[0].settings,
    ...tiny,
    epochs: 5,
    every: 2,
  };
  const context = (name: string, progress: (share: number) => void = () => undefined) => ({
    seed: 7,
    mnist,
    checkpoint: join(folder, `${name}.bin`),
    progress,
  });
  const whole = await paper.train(settings, context('whole'));

  const interrupt = (share: number) => {
    if (share > 0.5) throw new Error('interrupted');
  };
  await expect(paper.train(settings, context('parts', interrupt))).rejects.toThrow('interrupted');
  const epochs: number[] = [];
  const rest = await paper.train(
    settings,
    context('parts', (share) => epochs.push(Math.round(share * 5))),
  );
  expect(epochs).toEqual([3, 4, 5]);
  expect(rest).toEqual(whole);
});
