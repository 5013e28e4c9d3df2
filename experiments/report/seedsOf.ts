import { count } from '../../examples/shared/count.js';
import type { FinishedRun } from '../experiment.js';

/** How many seeds a variant has: "6 seeds", or "1 to 3 seeds" while some runs are missing. */
export function seedsOf(runs: FinishedRun<unknown, unknown>[]): string {
  const variants = [...new Set(runs.map(({ variant }) => variant))];
  const counts = variants.map((name) => runs.filter(({ variant }) => variant === name).length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? count(most, 'seed') : `${least} to ${count(most, 'seed')}`;
}
