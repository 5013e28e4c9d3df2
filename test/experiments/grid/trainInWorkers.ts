import { startWorkers } from '../../../experiments/grid/workers.js';

/** Prints, as JSON, what two workers come to at the settings and seeds of the command line; then of one that is broken. */
const [settings, seeds] = process.argv.slice(2).map((text) => JSON.parse(text) as object);
const workers = startWorkers(2, { experiment: 'sweep', backend: 'wasm', data: undefined });
const shares: number[] = [];
const run = (own: object, seed: number) =>
  workers.train(own, { seed, checkpoint: '', progress: (share) => shares.push(share) });
const results = await Promise.all((seeds as number[]).map((seed) => run(settings, seed)));
const error = await run({ ...settings, hidden: [-1] }, 1).catch((reason: Error) => reason.message);
await workers.stop();
console.log(JSON.stringify({ results, shares, error }));
