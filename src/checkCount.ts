import { show } from './axes.js';

/** @throws If a count of epochs is no positive integer. */
export function checkCount(owner: string, name: string, value: unknown): asserts value is number {
  if (!Number.isInteger(value) || (value as number) < 1) {
    throw new Error(`${owner}: ${name} must be a positive integer, got ${show(value)}.`);
  }
}
