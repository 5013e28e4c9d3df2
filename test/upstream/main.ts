// Run: npm run test:upstream -- --help
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { bundleTests, variants } from './bundle.js';
import { compareWithStock, type Comparison } from './compareWithStock.js';
import { intended } from './intended.js';
import { passed } from './results.js';
import { version } from './stockFile.js';

const help = `Runs TensorFlow.js's own tests, which @tensorflow/tfjs-core publishes, on the
backends cpu and wasm. No test that passes on stock TensorFlow.js may fail with
this package. A test is lost if it passes three times on stock and fails three
times with the package; then the exit code is 1.

  npm run test:upstream -- [options]

  --full            run stock too, instead of reading the results recorded in
                    test/upstream/stock
  --record          run stock three times, and record the results for the
                    version that is installed
  --help            this text`;

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`test:upstream: ${error instanceof Error ? error.message : String(error)}`);
  // Other runs may be under way.
  process.exit(1);
}

async function main(): Promise<number> {
  const { values: options } = parseArgs({
    options: {
      full: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (options.help) {
    console.log(help);
    return 0;
  }
  console.log(`The tests of TensorFlow.js ${version}, two processes at a time:`);
  await bundleTests();
  const comparisons = await compareWithStock(options);
  console.log(tableOf(comparisons));
  const lost = new Map(comparisons.flatMap(lostTests));
  for (const { unsteady } of comparisons) {
    for (const name of unsteady) console.log(`Unsteady, not counted as lost: ${name}`);
  }
  const unintended = [...lost].filter(([name]) => !(name in intended));
  for (const [name, message] of unintended) console.log(`Lost: ${name}\n  ${message}`);
  const stale = Object.keys(intended).filter((name) => !lost.has(name));
  for (const name of stale) console.log(`No longer lost, so not an intended difference: ${name}`);
  return unintended.length + stale.length > 0 ? 1 : 0;
}

function tableOf(comparisons: Comparison[]): string {
  const table = new Table({
    head: ['backend', '', 'tests', 'passed stock', 'passed', 'lost', 'gained'],
    style: { head: [], border: [] },
  });
  for (const { backend, variant, stock, ours, lost, gained } of comparisons) {
    table.push([
      backend,
      variants[variant],
      ours.size,
      passed(stock).length,
      passed(ours).length,
      lost.length,
      gained.length,
    ]);
  }
  return table.toString();
}

/** The lost tests, each with what it said. */
function lostTests({ lost, ours }: Comparison): [string, string][] {
  return lost.map((name) => [name, firstLine(ours.get(name)?.message ?? 'It did not run.')]);
}

function firstLine(text: string): string {
  return text.split('\n')[0].slice(0, 200);
}
