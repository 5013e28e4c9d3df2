import { commandOf, help, parseOptions } from '../../experiments/options.js';

const parse = (...args: string[]) => parseOptions(args, ['compare', 'paper'], {});

test('--quick takes wasm and the digits of the npm package', () => {
  expect(parse('compare', '--quick')).toEqual({
    experiment: 'compare',
    scale: 'quick',
    data: undefined,
    backend: 'wasm',
    seeds: undefined,
    workers: undefined,
    pictures: undefined,
    output: 'output/experiments',
    report: false,
  });
});

test('takes every option', () => {
  expect(
    parse(
      ...'paper --data mnist --backend cpu --seeds 4 --workers 3 --output here --pictures there --report'.split(
        ' ',
      ),
    ),
  ).toEqual({
    experiment: 'paper',
    scale: 'full',
    data: 'mnist',
    backend: 'cpu',
    seeds: 4,
    workers: 3,
    output: 'here',
    pictures: 'there',
    report: true,
  });
});

test('finds the data in the environment', () => {
  const environment = { MNIST_DIR: 'mnist' };
  expect(parseOptions(['paper'], ['paper'], environment)).toMatchObject({ data: 'mnist' });
  expect(parseOptions(['paper', '--quick'], ['paper'], environment)!.data).toBeUndefined();
});

test.each([
  [[], 'There must be one experiment, one of compare, paper, got "".'],
  [['other', '--quick'], 'There must be one experiment, one of compare, paper, got "other".'],
  [['paper', 'compare', '--quick'], 'got "paper compare".'],
  [['paper'], 'The full setting takes all of MNIST: give --data DIR, or --quick'],
  [['paper', '--quick', '--data', 'x'], 'give --quick or --data, not both.'],
  [['paper', '--quick', '--seeds', '0'], '--seeds must be an integer of at least 1, got "0".'],
  [
    ['paper', '--quick', '--workers', 'all'],
    '--workers must be an integer of at least 1, got "all".',
  ],
  [['paper', '--quick', '--backend', 'gpu'], 'must be one of tensorflow, wasm, cpu, got "gpu".'],
  [['paper', '--fast'], "Unknown option '--fast'"],
])('refuses %j', (args, message) => {
  expect(() => parse(...args)).toThrow(message);
});

test('help names every option and experiment', () => {
  expect(parse('--help')).toBeUndefined();
  expect(parse('-h')).toBeUndefined();
  const about = 'what it is about, and in so many words that they need more than one line of 80';
  const text = help([
    { name: 'compare', about },
    { name: 'a-longer-name', about },
  ]);
  expect(text).toMatch(/^ {2}compare {8}what it is about, .*\n {17}\S/m);
  expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
  for (const option of [
    'quick',
    'data',
    'backend',
    'seeds',
    'workers',
    'output',
    'pictures',
    'report',
    'help',
  ]) {
    expect(text).toContain(`--${option} `);
  }
  expect(text).toContain('what it is about');
});

test('the recorded command names no folder', () => {
  expect(commandOf(parse('compare', '--quick', '--output', 'x')!)).toBe(
    'npm run experiment -- compare --quick',
  );
  expect(commandOf(parse('paper', '--data', 'secret', '--seeds', '2')!)).toBe(
    'npm run experiment -- paper --data DIR --seeds 2',
  );
});
