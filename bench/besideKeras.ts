// Training steps beside Keras on this machine: the same networks and batch, with and without max-norm.
// Run: npx tsx bench/besideKeras.ts --help
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { integer, parseCommand } from '../examples/shared/options.js';
import { maxNorm } from '../src/index.js';
import { saveKeras } from '../src/keras/index.js';
import { environment, findPython } from '../test/keras-parity/python.js';
import { digits, machine } from './format.js';
import { type Timing, timing } from './measure.js';
import { network, type NetworkName } from './networks.js';
import { orEnd } from './orEnd.js';
import { startBackend } from './startBackend.js';
import { type Pair, startStepper, type Stepper } from './stepper.js';

const BATCH = 128;
/** Steps of each network, with and without, before it is another's turn. */
const STEPS = 5;
const WARM_UP = 3;

const help = `Times training steps, ours and those of Keras on JAX and on TensorFlow, with and
without max-norm on every kernel. Makes a Python environment in output/, once.

  npx tsx bench/besideKeras.ts [options]

  --rounds <n>  how often each has its turn, ${STEPS} steps a time [default: 20]
  --help        this text

bench/README.md says how to read the table.`;

const options = orEnd(() => {
  const { values } = parseCommand({
    options: {
      rounds: { type: 'string', default: '20' },
      help: { type: 'boolean', default: false },
    },
  });
  return { ...values, rounds: integer('rounds', values.rounds, 1) };
});
const here = import.meta.dirname;
const output = join(here, '../output/bench');
if (options.help) console.log(help);
else await main(options.rounds);

async function main(rounds: number): Promise<void> {
  const python = kerasPython();
  const hasTfjsNode = await startBackend('tensorflow');
  if (!hasTfjsNode) console.log('Left out: tfjs-node is not there.');
  const backends = hasTfjsNode ? ['wasm', 'tensorflow'] : ['wasm'];
  const table = new Table({
    head: ['', 'trained by', 'step ms', 'with max-norm', 'adds %'],
    style: { head: [], border: [] },
  });
  const versions = new Set<string>();
  for (const name of ['MLP', 'CNN'] as const) {
    const steppers = await startAll(name, backends, python);
    const taken = await byTurns(steppers, rounds);
    steppers.forEach((stepper) => stepper.stop());
    steppers.forEach(({ title, versions: used }, i) => {
      if (used != null) versions.add(used);
      table.push([name, title, ...summary(taken[i]).map(withQuartiles)]);
    });
  }
  console.log(machine());
  console.log([...versions].join('; '));
  console.log(table.toString());
}

/** The Python of an environment with Keras, or `null`. */
function kerasPython(): string | null {
  const python = findPython();
  if (python == null) {
    console.log('Left out: Keras needs Python 3.11 or later with venv, and found none.');
    return null;
  }
  mkdirSync(output, { recursive: true });
  return environment(python, join(here, 'keras-requirements.txt'), join(output, 'keras'));
}

async function startAll(
  name: NetworkName,
  backends: string[],
  python: string | null,
): Promise<Stepper[]> {
  const steppers: Stepper[] = [];
  for (const backend of backends) {
    const args = ['--import', 'tsx', join(here, 'ourSteps.ts'), backend, name, `${BATCH}`];
    steppers.push(await startStepper(process.execPath, args));
  }
  if (python == null) return steppers;
  const files = [];
  for (const [file, kernel] of Object.entries({
    [`${name}.keras`]: {},
    [`${name}-max-norm.keras`]: { kernelConstraint: maxNorm({ maxValue: 1 }) },
  })) {
    files.push(join(output, file));
    const model = network(name, kernel);
    await saveKeras(model, join(output, file));
    model.dispose();
  }
  for (const KERAS_BACKEND of ['jax', 'tensorflow']) {
    const env = { KERAS_BACKEND, JAX_PLATFORMS: 'cpu', TF_CPP_MIN_LOG_LEVEL: '3' };
    const args = [join(here, 'kerasSteps.py'), ...files, `${BATCH}`];
    steppers.push(await startStepper(python, args, env));
  }
  return steppers;
}

/** The steps of each, by rounds. */
async function byTurns(steppers: Stepper[], rounds: number): Promise<Pair[][][]> {
  const taken: Pair[][][] = steppers.map(() => []);
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const [i, stepper] of steppers.entries()) {
      const pairs = await stepper.steps(STEPS);
      if (round >= 0) taken[i].push(pairs);
    }
  }
  return taken;
}

/** A step without the constraint, one with it, and by how many percent the second is longer, round by round. */
function summary(rounds: Pair[][]): [free: Timing, constrained: Timing, added: Timing] {
  const [free, constrained] = [0, 1].map((kind) => (pairs: Pair[]) => pairs.map((p) => p[kind]));
  const added = rounds.map(
    (pairs) => 100 * (timing(constrained(pairs)).median / timing(free(pairs)).median - 1),
  );
  const all = rounds.flat();
  return [timing(free(all)), timing(constrained(all)), timing(added)];
}

function withQuartiles({ median, low, high }: Timing): string {
  return `${digits(median)} (${digits(low)} to ${digits(high)})`;
}
