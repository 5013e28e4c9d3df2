import { intended } from './intended.js';
import { differences, type Differences, type Results } from './results.js';
import { Runs, type Job } from './runs.js';
import { backends, type Backend } from './runVariant.js';
import { readStock, version, writeStock } from './stockFile.js';
import { recall, recordOf } from './stockRecord.js';

export interface Comparison extends Job, Differences {
  stock: Results;
  ours: Results;
  /** Lost in the first run, but not in all of them. */
  unsteady: string[];
}

const TIMES = 3;

const ours: Job[] = backends.flatMap((backend) => [
  { backend, variant: 'withPackage' },
  { backend, variant: 'withWasmTraining' },
]);

const stockOn = (backend: Backend): Job => ({ backend, variant: 'stock' });

/** Runs the tests with the package; on stock where that is asked for, where nothing is recorded, and in doubt. */
export async function compareWithStock(options: {
  full: boolean;
  record: boolean;
}): Promise<Comparison[]> {
  const runs = new Runs();
  await runs.run(ours, 1);
  if (options.record) {
    await runs.run(backends.map(stockOn), TIMES);
    const [cpu, wasm] = backends.map((backend) => recordOf(runs.of(stockOn(backend))));
    writeStock({ cpu, wasm });
  }
  const recalled = options.full || options.record ? new Map<Backend, Results>() : recallStock(runs);
  await runs.run(backends.filter((backend) => !recalled.has(backend)).map(stockOn), 1);

  const compare = (job: Job) => {
    const stock = runs.of(stockOn(job.backend));
    const recorded = recalled.get(job.backend);
    if (stock.length === 0 && recorded) stock.push(recorded);
    const mine = runs.of(job);
    return { ...job, stock: stock[0], ours: mine[0], ...differences(stock, mine) };
  };
  const first = ours.map(compare);
  const doubtful = first.filter(({ lost }) => lost.some((name) => !(name in intended)));
  if (doubtful.length > 0) {
    console.log(`Tests were lost: these run until they and stock ran ${TIMES} times.`);
    const affected = backends.filter((name) => doubtful.some(({ backend }) => backend === name));
    await runs.run([...doubtful, ...affected.map(stockOn)], TIMES);
  }
  return first.map(({ lost, ...job }) => {
    const final = compare(job);
    return { ...final, unsteady: lost.filter((name) => !final.lost.includes(name)) };
  });
}

function recallStock(runs: Runs): Map<Backend, Results> {
  const recalled = new Map<Backend, Results>();
  const records = readStock();
  for (const job of ours) {
    const results = records && recall(records[job.backend], [...runs.of(job)[0].keys()]);
    if (results) recalled.set(job.backend, results);
  }
  if (recalled.size < backends.length) {
    console.log(
      `These tests of TensorFlow.js ${version} are not recorded: stock runs as well (--record records it).`,
    );
  }
  return recalled;
}
