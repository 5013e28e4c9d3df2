import { pairedDifference } from '../examples/shared/statistics.js';
import type { FactorRun } from './training/trainFactor.js';

/** Tried as c / (mean initial norm of a kernel's units). */
export const FACTORS = [0.5, 0.71, 1, 1.41, 2];
/** Seeds that choose each task's best factor. What is said of a factor is measured on the others. */
export const CHOOSING = [1, 2, 3];
/** The largest relative excess loss, in percent, that the interval of a good factor may reach on any task. */
export const LIMIT = 5;
const LEAST_PAIRS = 5;

/** The loss of a factor relative to that of its task's best one. */
export interface Excess {
  /** `null` is no bound. */
  factor: number | null;
  /** In percent, seed by seed. */
  values: number[];
  /** In percent: the geometric mean over the seeds, and its 95 % interval; `null` with too few seeds. */
  mean: number;
  low: number | null;
  high: number | null;
}

export interface TaskExcess {
  task: string;
  best: number;
  excesses: Excess[];
}

/** How a variant is named: its task, and the factor. */
export function variantName(task: string, factor: number | null): string {
  return `${task}: ${factor == null ? 'none' : `${factor} x`}`;
}

/** Of each task whose best factor can be told. */
export function excessesOf(tasks: string[], runs: FactorRun[]): TaskExcess[] {
  return tasks.flatMap((task) => {
    const losses = (factor: number | null) =>
      new Map(
        runs
          .filter(({ variant }) => variant === variantName(task, factor))
          .map(({ seed, result }) => [seed, result.loss]),
      );
    const best = bestOf(losses);
    if (best == null) return [];
    const reference = losses(best);
    const excesses = [...FACTORS, null].flatMap((factor) => {
      const pairs = [...losses(factor)]
        .filter(([seed]) => !CHOOSING.includes(seed) && reference.has(seed))
        .map(([seed, loss]): [number, number] => [Math.log(loss), Math.log(reference.get(seed)!)]);
      return pairs.length === 0 ? [] : [excess(factor, pairs)];
    });
    return [{ task, best, excesses }];
  });
}

/** The factor with the lowest geometric mean loss over the choosing seeds, once all of them are there. */
function bestOf(losses: (factor: number) => Map<number, number>): number | undefined {
  const sums = FACTORS.map((factor) => {
    const own = losses(factor);
    return CHOOSING.reduce((sum, seed) => sum + Math.log(own.get(seed) ?? NaN), 0);
  });
  if (sums.some(Number.isNaN)) return undefined;
  return FACTORS[sums.indexOf(Math.min(...sums))];
}

function excess(factor: number | null, pairs: [number, number][]): Excess {
  const { mean, margin } = pairedDifference(pairs);
  const end = (sign: number) => (margin == null ? null : percent(mean + sign * margin));
  return {
    factor,
    values: pairs.map(([log, best]) => percent(log - best)),
    mean: percent(mean),
    low: end(-1),
    high: end(1),
  };
}

function percent(log: number): number {
  return 100 * Math.expm1(log);
}

/** The tasks on which a factor is not known to be good; an interval too wide to tell counts as that. */
export function failures(factor: number, tasks: string[], found: TaskExcess[]): string[] {
  return tasks.filter((task) => {
    const own = found
      .find((one) => one.task === task)
      ?.excesses.find((one) => one.factor === factor);
    return own == null || own.values.length < LEAST_PAIRS || own.high == null || own.high > LIMIT;
  });
}
