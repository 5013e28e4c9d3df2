import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UserError } from './errors.js';

/** `parseArgs` of Node, whose complaints become a {@link UserError} with exit code 2. */
export function parseCommand<T extends ParseArgsConfig>(
  config: T,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    const [sentence] = (error as Error).message.split(/\. |\n/);
    throw new UserError(`${sentence.replace(/\.$/, '')}; --help lists the options.`, 2);
  }
}

/** How the values of command-line options are read; each throws a {@link UserError} with exit code 2. */

export function oneOf<T extends string>(option: string, value: string, accepted: readonly T[]): T {
  if ((accepted as readonly string[]).includes(value)) return value as T;
  throw wrong(option, `one of ${accepted.join(', ')}`, value);
}

/** @param besides What else is accepted, for the error. */
export function integer(option: string, value: string, least: number, besides = ''): number {
  const number = toNumber(value);
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw wrong(option, `an integer of at least ${least}${besides}`, value);
}

/** @param besides What else is accepted, for the error. */
export function positive(option: string, value: string, besides = ''): number {
  const number = toNumber(value);
  if (number > 0 && number < Infinity) return number;
  throw wrong(option, `a positive number${besides}`, value);
}

/** `count` rates separated by commas, or one for all. */
export function rates(option: string, value: string, count: number): number[] {
  const numbers = value.split(',').map(toNumber);
  const valid = numbers.every((rate) => rate >= 0 && rate < 1);
  if (valid && numbers.length === 1) return Array.from({ length: count }, () => numbers[0]);
  if (valid && numbers.length === count) return numbers;
  throw wrong(option, `${count} rates from 0 to below 1, separated by commas, or one`, value);
}

/** Stricter than `Number`, which takes an empty text for 0. */
function toNumber(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}

function wrong(option: string, accepted: string, value: string): UserError {
  return new UserError(`--${option} must be ${accepted}, got "${value}".`, 2);
}
