import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plan } from '../../../experiments/experiment.js';
import { runGrid } from '../../../experiments/grid/runGrid.js';
import { dataKey } from '../../../experiments/grid/runKey.js';
import { digitsOf } from '../../examples/shared/mnist/digitsOf.js';

interface Settings {
  rate: number;
}

const mnist = { train: digitsOf([1, 2, 3]), test: digitsOf([4]), source: 'here' };
const plan: Plan<Settings> = {
  variants: [
    { name: 'a / b', settings: { rate: 1 } },
    { name: 'c', settings: { rate: 2 } },
  ],
  seeds: [1, 2],
};

let folder: string;
let printed: string;
let trained: string[];
const stream = { isTTY: false, write: (text: string) => !!(printed += text) } as NodeJS.WriteStream;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grid-'));
  printed = '';
  trained = [];
});
afterEach(() => rm(folder, { recursive: true }));

function grid(options: { plan?: Plan<Settings>; failAt?: string; [option: string]: unknown } = {}) {
  return runGrid(options.plan ?? plan, {
    experiment: 'test',
    train: async ({ rate }: Settings, { seed, progress, checkpoint }) => {
      if (options.failAt === `${rate} ${seed}`) throw new Error('interrupted');
      trained.push(`${rate} ${seed}`);
      progress(0.5);
      await Promise.resolve(checkpoint);
      return { product: rate * seed, broken: NaN };
    },
    folder,
    data: dataKey(mnist),
    backend: 'cpu',
    stream,
    ...options,
  });
}

test('runs every variant with every seed, seed by seed', async () => {
  const runs = await grid();
  expect(trained).toEqual(['1 1', '2 1', '1 2', '2 2']);
  expect(runs.map(({ variant, seed, result }) => [variant, seed, result.product])).toEqual([
    ['a / b', 1, 1],
    ['c', 1, 2],
    ['a / b', 2, 2],
    ['c', 2, 4],
  ]);
  expect(printed).toMatch(/^1\/4 a \/ b, seed 1, .* left\n/);
});

test('what is not finite is null from the first report on, not only in the file', async () => {
  expect((await grid())[0].result.broken).toBeNull();
});

test('goes on after an interruption without running again what has finished', async () => {
  await expect(grid({ failAt: '1 2' })).rejects.toThrow('interrupted');
  expect(trained).toEqual(['1 1', '2 1']);
  trained = [];
  expect(await grid()).toHaveLength(4);
  expect(trained).toEqual(['1 2', '2 2']);
  trained = [];
  expect(await grid()).toHaveLength(4);
  expect(trained).toEqual([]);
});

test('with several workers has as many runs under way, and reports in the order of the grid', async () => {
  const ends = new Map<string, () => void>();
  const train = ({ rate }: Settings, { seed }: { seed: number }) =>
    new Promise<object>((resolve) => {
      ends.set(`${rate} ${seed}`, () => resolve({ product: rate * seed }));
    });
  const runs = grid({ train, workers: 2 });
  const until = async (happened: () => boolean) => {
    while (!happened()) await new Promise(setImmediate);
  };
  const underWay = async (...expected: string[]) => {
    await until(() => ends.has(expected[expected.length - 1]));
    expect([...ends.keys()]).toEqual(expected);
  };
  await underWay('1 1', '2 1');
  ends.get('2 1')!();
  await underWay('1 1', '2 1', '1 2');
  ends.get('1 2')!();
  await underWay('1 1', '2 1', '1 2', '2 2');
  ends.get('2 2')!();
  // A finished run is on disk before it is reported, and of two writes at a time either may be the first to end.
  await until(() => printed.includes('3/4'));
  ends.get('1 1')!();
  expect((await runs).map(({ result }) => result.product)).toEqual([1, 2, 2, 4]);
  expect(printed.match(/^\d\/4 .*seed \d/gm)).toEqual([
    '1/4 c, seed 1',
    '2/4 a / b, seed 2',
    '3/4 c, seed 2',
    '4/4 a / b, seed 1',
  ]);
});

test('keeps a run with all that it depends on, when, how long and on what machine', async () => {
  await grid();
  const names = (await readdir(join(folder, 'runs'))).sort();
  expect(names).toHaveLength(4);
  expect(names[0]).toMatch(/^a-b-seed1-[0-9a-f]{8}\.json$/);
  const run = JSON.parse(await readFile(join(folder, 'runs', names[0]), 'utf8')) as object;
  expect(run).toMatchObject({
    experiment: 'test',
    variant: 'a / b',
    settings: { rate: 1 },
    seed: 1,
    backend: 'cpu',
    data: { train: 3, test: 1 },
    result: { product: 1, broken: null },
  });
  expect(Object.keys(run)).toEqual(expect.arrayContaining(['finished', 'seconds', 'machine']));
});

test.each<[string, Parameters<typeof grid>[0]]>([
  ['settings', { plan: { ...plan, variants: [{ name: 'a / b', settings: { rate: 1.5 } }] } }],
  ['backend', { backend: 'wasm' }],
  ['data', { data: dataKey({ ...mnist, test: digitsOf([5]) }) }],
])('other %s are another run', async (_, other) => {
  await grid();
  trained = [];
  await grid(other);
  expect(trained).not.toEqual([]);
});

test('a variant under another name is the same run only if it was kept under that name', async () => {
  await grid();
  const renamed = { ...plan, variants: [{ name: 'renamed', settings: { rate: 1 } }] };
  expect((await grid({ plan: renamed })).map(({ variant }) => variant)).toEqual([
    'renamed',
    'renamed',
  ]);
});

test('with finishedOnly takes what there is', async () => {
  expect(await grid({ finishedOnly: true })).toEqual([]);
  await expect(grid({ failAt: '2 1' })).rejects.toThrow();
  trained = [];
  expect(await grid({ finishedOnly: true })).toHaveLength(1);
  expect(trained).toEqual([]);
});

test.each(['', '{"result":', '{"seed": 1}'])('names a file that is no run: %j', async (content) => {
  await grid();
  const [name] = await readdir(join(folder, 'runs'));
  await writeFile(join(folder, 'runs', name), content);
  await expect(grid()).rejects.toThrow(`${name}: is no finished run (`);
});

test('removes the checkpoint of a run once the run is kept, not before', async () => {
  const checkpoints = join(folder, 'checkpoints');
  const paths: string[] = [];
  const train = async (_: Settings, { checkpoint }: { checkpoint: string }) => {
    await mkdir(checkpoints, { recursive: true });
    await writeFile(checkpoint, 'state');
    paths.push(checkpoint);
    return {};
  };
  await runGrid(plan, {
    experiment: 'test',
    train,
    folder,
    data: dataKey(mnist),
    backend: 'cpu',
    stream,
  });
  expect(new Set(paths).size).toBe(4);
  expect(paths.every((path) => path.startsWith(checkpoints))).toBe(true);
  expect(paths.some(existsSync)).toBe(false);
});
