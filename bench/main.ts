// Run: npm run bench -- --help
import '@tensorflow/tfjs-backend-wasm';
import { SingleBar } from 'cli-progress';
import Table from 'cli-table3';
import { oneOf, parseCommand } from '../examples/shared/options.js';
import { enableWasmTraining } from '../src/wasm/index.js';
import { digits, machine } from './format.js';
import { orEnd } from './orEnd.js';
import { benchProjection, type ProjectionRow } from './projection.js';
import { startBackend } from './startBackend.js';
import { benchTraining, type TrainingRow } from './training.js';

const BACKENDS = ['cpu', 'wasm', 'tensorflow'];

const help = `Times max-norm: TensorFlow.js's own formula, this package, and a plain copy.

  npm run bench -- [options]

  --backend <name>  one of ${BACKENDS.join(', ')}; may be
                    repeated [default: all that are there]
  --quick           less often, and without the largest shapes: about a minute
  --no-training     shapes only
  --json            the figures for machines, on standard output
  --help            this text

bench/README.md says how to read the tables.`;

const options = orEnd(() => {
  const { values } = parseCommand({
    allowNegative: true,
    options: {
      backend: { type: 'string', multiple: true },
      quick: { type: 'boolean', default: false },
      training: { type: 'boolean', default: true },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  values.backend?.forEach((name) => oneOf('backend', name, BACKENDS));
  return values;
});

await main();

async function main(): Promise<void> {
  if (options.help) {
    console.log(help);
    return;
  }
  const progress = new SingleBar({ format: '{bar} {what}', clearOnComplete: true });
  progress.start(1, 0, { what: '' });
  const projections: ProjectionRow[] = [];
  const trainings: TrainingRow[] = [];
  for (const backend of options.backend ?? BACKENDS) {
    if (!(await startBackend(backend))) {
      if (options.backend) throw new Error(`The backend ${backend} is not there.`);
      continue;
    }
    for (const row of benchProjection(options.quick)) {
      projections.push(row);
      progress.update(0, { what: `${backend} ${row.shape.join(' x ')}, ${row.exceeding} exceed` });
    }
    if (!options.training) continue;
    for (const run of trainingRuns(backend)) {
      progress.update(0, { what: `${backend} training` });
      trainings.push(await run());
    }
  }
  progress.stop();
  if (options.json) {
    console.log(JSON.stringify({ machine: machine(), projections, trainings }, null, 2));
    return;
  }
  console.log(machine());
  console.log(projectionTable(projections));
  if (trainings.length > 0) console.log(trainingTable(trainings));
}

/** Plain JavaScript takes seconds for what the others do in milliseconds: it gets smaller batches. */
function trainingRuns(backend: string): (() => Promise<TrainingRow>)[] {
  const steps = options.quick ? 10 : 30;
  const few = { steps: options.quick ? 1 : 3 };
  switch (backend) {
    case 'cpu':
      return [
        () => benchTraining('cpu', 'MLP', { batch: 16, ...few }),
        () => benchTraining('cpu', 'CNN', { batch: 2, ...few }),
      ];
    case 'wasm':
      return [
        () => benchTraining('wasm', 'MLP', { batch: 128, steps: steps / 10 }),
        async () => {
          await enableWasmTraining();
          return benchTraining('wasm, enableWasmTraining()', 'MLP', { batch: 128, steps });
        },
        () => benchTraining('wasm, enableWasmTraining()', 'CNN', { batch: 128, steps }),
      ];
    default:
      return (['MLP', 'CNN'] as const).map(
        (model) => () => benchTraining(backend, model, { batch: 128, steps: 2 * steps }),
      );
  }
}

function projectionTable(rows: ProjectionRow[]): string {
  const table = new Table({
    head: [
      'backend',
      'shape over axis',
      'exceed',
      'built-in ms',
      'ours ms (quartiles)',
      'times faster',
      'copy ms',
      'ours / copy',
    ],
    style: { head: [], border: [] },
  });
  for (const { backend, shape, axis, exceeding, builtIn, ours, copy } of rows) {
    table.push([
      backend,
      `${shape.join(' x ')} over ${axis.join(', ')}`,
      exceeding,
      digits(builtIn.median),
      `${digits(ours.median)} (${digits(ours.low)}-${digits(ours.high)})`,
      digits(builtIn.median / ours.median),
      digits(copy.median),
      digits(ours.median / copy.median),
    ]);
  }
  return table.toString();
}

function trainingTable(rows: TrainingRow[]): string {
  const table = new Table({
    head: ['backend', 'model', 'batch', 'step ms (quartiles)', 'built-in adds', 'ours adds'],
    style: { head: [], border: [] },
  });
  for (const { backend, model, batch, step, builtIn, ours } of rows) {
    const share = ({ median }: { median: number }) =>
      `${digits(median)} ms, ${digits((100 * median) / step.median)} %`;
    table.push([
      backend,
      model,
      batch,
      `${digits(step.median)} (${digits(step.low)}-${digits(step.high)})`,
      share(builtIn),
      share(ours),
    ]);
  }
  return table.toString();
}
