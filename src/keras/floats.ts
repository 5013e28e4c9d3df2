import type { Config } from './config.js';

// No name holds a control character.
const MARK = '\u0001';

/**
 * Marks whole numbers that are to be written with a decimal point: Python tells 1 from 1.0, and the optimizers of Keras
 * refuse the former as a learning rate or momentum.
 */
export function markFloats(config: Config): Config {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      Number.isSafeInteger(value) ? `${MARK}${String(value)}.0` : value,
    ]),
  );
}

/** JSON in which what {@link markFloats} marked has a decimal point. */
export function stringifyFloats(value: unknown): string {
  return JSON.stringify(value).replace(/"\\u0001(-?\d+\.0)"/g, '$1');
}
