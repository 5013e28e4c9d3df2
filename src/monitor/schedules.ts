import { checkMaxValue, checkOptions, checkPositive, checkPositiveInteger } from '../checks.js';
import type { Schedule } from './maxNormSchedule.js';

/** A bound that changes from one value to another. */
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
 * The same c in every epoch, for example to reset it before training continues.
 *
 * @throws {TypeError} If `maxValue` is not a number.
 * @throws {RangeError} If `maxValue` is not positive and finite.
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
 * From one bound to another in equal steps:
 *
 *     c(epoch) = from + (to - from) * min(epoch / epochs, 1)
 *
 * @throws {TypeError} If an option is missing, has another name or is not a number.
 * @throws {RangeError} If `from` or `to` is not positive and finite, or `epochs` is not a positive integer.
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
 * From one bound to another by the same factor in each epoch of the ramp:
 *
 *     c(epoch) = from * (to / from) ** min(epoch / epochs, 1)
 *
 * @throws {TypeError} If an option is missing, has another name or is not a number.
 * @throws {RangeError} If `from` or `to` is not positive and finite, or `epochs` is not a positive integer.
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
 * A bound that changes after a fixed number of epochs:
 *
 *     c(epoch) = from * factor ** floor(epoch / every)
 *
 * @throws {TypeError} If an option is missing, has another name or is not a number.
 * @throws {RangeError} If `from` or `factor` is not positive and finite, or `every` is not a positive integer.
 *
 * @example
 * ```ts
 * const schedule = stepSchedule({ from: 4, factor: 0.5, every: 10 });
 * [0, 9, 10, 20].map(schedule); // [4, 4, 2, 1]
 * ```
 */
export function stepSchedule(args: StepArgs): Schedule {
  checkOptions(
    'stepSchedule',
    args,
    ['from', 'factor', 'every'],
    '{ from: 4, factor: 0.5, every: 10 }',
  );
  const { from, factor, every } = args;
  checkPositive('stepSchedule', 'from', from);
  checkPositive('stepSchedule', 'factor', factor);
  checkPositiveInteger('stepSchedule', 'every', every);
  return (epoch) => from * factor ** Math.floor(epoch / every);
}

function checkRamp(caller: string, args: RampArgs): RampArgs {
  checkOptions(caller, args, ['from', 'to', 'epochs'], '{ from: 4, to: 2, epochs: 10 }');
  checkPositive(caller, 'from', args.from);
  checkPositive(caller, 'to', args.to);
  checkPositiveInteger(caller, 'epochs', args.epochs);
  return { ...args };
}
