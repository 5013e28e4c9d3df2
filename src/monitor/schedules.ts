import { checkCount, checkMaxValue, checkOptions, show } from '../checks.js';
import type { Schedule } from './maxNormSchedule.js';

/** A bound that goes from one value to another. */
export interface RampArgs {
  /** c of the first epoch. */
  from: number;
  /** c from the epoch after the ramp on. */
  to: number;
  /** How many epochs the ramp lasts. */
  epochs: number;
}

export interface StepArgs {
  /** c of the first epochs. */
  from: number;
  /** What c is multiplied by at each step. */
  factor: number;
  /** How many epochs lie between two steps. */
  every: number;
}

/**
 * The same c in every epoch: to set it back, say, before training goes on.
 *
 * @throws If `maxValue` is not a positive finite number.
 *
 * @example
 * ```ts
 * constantSchedule(3)(7); // 3
 * ```
 */
export function constantSchedule(maxValue: number): Schedule {
  checkMaxValue('constantSchedule', maxValue);
  return () => maxValue;
}

/**
 * `from + (to - from) * min(epoch / epochs, 1)`.
 *
 * @throws If `from` or `to` is not a positive finite number, or `epochs` no positive integer.
 *
 * @example
 * ```ts
 * const schedule = linearSchedule({ from: 4, to: 2, epochs: 10 });
 * [0, 5, 10, 20].map(schedule); // [4, 3, 2, 2]
 * ```
 */
export function linearSchedule(args: RampArgs): Schedule {
  const { from, to, epochs } = checkRamp('linearSchedule', args);
  return (epoch) => from + (to - from) * Math.min(epoch / epochs, 1);
}

/**
 * `from * (to / from) ** min(epoch / epochs, 1)`: the same factor in each epoch of the ramp.
 *
 * @throws If `from` or `to` is not a positive finite number, or `epochs` no positive integer.
 *
 * @example
 * ```ts
 * const schedule = exponentialSchedule({ from: 4, to: 1, epochs: 10 });
 * [0, 5, 10, 20].map(schedule); // [4, 2, 1, 1]
 * ```
 */
export function exponentialSchedule(args: RampArgs): Schedule {
  const { from, to, epochs } = checkRamp('exponentialSchedule', args);
  return (epoch) => (epoch >= epochs ? to : from * (to / from) ** (epoch / epochs));
}

/**
 * `from * factor ** floor(epoch / every)`.
 *
 * @throws If `from` or `factor` is not a positive finite number, or `every` no positive integer.
 *
 * @example
 * ```ts
 * const schedule = stepSchedule({ from: 4, factor: 0.5, every: 10 });
 * [0, 9, 10, 20].map(schedule); // [4, 4, 2, 1]
 * ```
 */
export function stepSchedule(args: StepArgs): Schedule {
  checkOptions('stepSchedule', args, ['from', 'factor', 'every']);
  const { from, factor, every } = args;
  checkBound('stepSchedule', 'from', from);
  checkBound('stepSchedule', 'factor', factor);
  checkCount('stepSchedule', 'every', every);
  return (epoch) => from * factor ** Math.floor(epoch / every);
}

function checkRamp(owner: string, args: RampArgs): RampArgs {
  checkOptions(owner, args, ['from', 'to', 'epochs']);
  checkBound(owner, 'from', args.from);
  checkBound(owner, 'to', args.to);
  checkCount(owner, 'epochs', args.epochs);
  return args;
}

function checkBound(owner: string, name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) {
    throw new Error(`${owner}: ${name} must be a positive finite number, got ${show(value)}.`);
  }
}
