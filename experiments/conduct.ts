import { join } from 'node:path';
import { describeBackend, useBackend } from '../examples/shared/backend.js';
import { count } from '../examples/shared/count.js';
import { describeMnist, loadMnist } from '../examples/shared/mnist/load.js';
import type { Experiment, Plan } from './experiment.js';
import { cellsOf, runGrid } from './grid/runGrid.js';
import { dataKey } from './grid/runKey.js';
import { startWorkers, usualWorkers } from './grid/workers.js';
import { BACKENDS, type Options } from './options.js';
import { formatTable } from './report/table.js';
import { summarizeRuns } from './report/summary.js';
import { writeReport } from './report/writeReport.js';

/** Runs what of an experiment has not run yet, then prints its table and writes its files. */
export async function conduct<Settings extends object, Result extends object>(
  experiment: Experiment<Settings, Result>,
  options: Options,
): Promise<void> {
  const { name, about, metrics } = experiment;
  const folder = join(options.output, name);
  const plan = withSeeds(experiment.plan(options.scale), options.seeds);
  // A report computes nothing: it can be had of runs on a backend that is not here.
  const backend =
    options.report && options.backend
      ? { name: options.backend, why: ['as asked for'] }
      : await useBackend(options.backend, BACKENDS, options.workers === 1 ? 'auto' : 1);
  const mnist = await loadMnist(options.data);
  console.log(`${name}: ${about}.`);
  console.log(describeBackend(backend));
  console.log(`Data: ${describeMnist(mnist)}.`);
  console.log(`Finished runs are kept in ${join(folder, 'runs.jsonl')}.`);

  const workers = options.workers ?? usualWorkers(backend.name);
  const pool =
    workers > 1 && !options.report
      ? startWorkers(workers, { experiment: name, backend: backend.name, data: options.data })
      : undefined;
  const runs = await runGrid<Settings, Result>(plan, {
    experiment: name,
    train:
      pool?.train ?? ((settings, context) => experiment.train(settings, { ...context, mnist })),
    folder,
    data: dataKey(mnist),
    backend: backend.name,
    workers,
    finishedOnly: options.report,
  }).finally(() => pool?.stop());
  const missing = cellsOf(plan).length - runs.length;
  if (missing > 0) console.log(`Not finished: ${count(missing, 'run')}.`);
  if (runs.length === 0) return;

  const rows = summarizeRuns(runs, metrics, plan.variants);
  const remarks = experiment.remarks?.(runs) ?? [];
  console.log(`\n${formatTable(rows, metrics)}`);
  for (const remark of remarks) console.log(remark);
  const files = await writeReport(folder, experiment, options, { runs, rows, remarks });
  console.log(`\nWritten: ${files.join(', ')}`);
}

function withSeeds<Settings>(plan: Plan<Settings>, seeds: number | undefined): Plan<Settings> {
  if (seeds == null) return plan;
  return { ...plan, seeds: Array.from({ length: seeds }, (_, i) => i + 1) };
}
