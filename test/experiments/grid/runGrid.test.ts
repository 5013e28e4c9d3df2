import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
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
  const lines = (await readFile(join(folder, 'runs.jsonl'), 'utf8')).split('\n');
  expect(lines).toHaveLength(5);
  expect(lines.pop()).toBe('');
  const run = JSON.parse(lines[0]) as object;
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

test('passes over part of a line, as a killed process leaves it, and runs that one again', async () => {
  await grid();
  const path = join(folder, 'runs.jsonl');
  const whole = await readFile(path, 'utf8');
  const lastLine = whole.trimEnd().lastIndexOf('\n') + 1;
  await writeFile(path, whole.slice(0, lastLine + 40));
  trained = [];
  expect(await grid()).toHaveLength(4);
  expect(trained).toEqual(['2 2']);
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { seed: number }).seed)).toEqual([1, 1, 2, 2]);
});

test.each(['{"result":', '{"seed": 1}'])('names a line that holds no run: %j', async (line) => {
  await grid();
  await appendFile(join(folder, 'runs.jsonl'), `${line}\n`);
  await expect(grid()).rejects.toThrow('runs.jsonl:5: is not a finished run (');
});

test('refuses to write while another process does, and takes over from a killed one', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  await writeFile(join(folder, 'runs.jsonl.lock'), String(process.ppid));
  await expect(grid()).rejects.toThrow(`by another command (process ${process.ppid})`);
  expect(await grid({ finishedOnly: true })).toEqual([]);
  await writeFile(join(folder, 'runs.jsonl.lock'), String(pid));
  expect(await grid()).toHaveLength(4);
  expect(await readdir(folder)).toEqual(['runs.jsonl']);
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
