import { refuseType, refuseValue } from './checks.js';

/** Axes to reduce, as in Keras: one axis, several, or `null` to have them found. */
export type Axis = number | number[] | null;

/**
 * Rejects what cannot be a list of axes, whatever the weight's rank.
 *
 * @throws {TypeError} If `axis` holds anything but numbers.
 * @throws {RangeError} If `axis` is empty, or holds anything but distinct integers.
 */
export function checkAxis(caller: string, axis: unknown, name = 'axis'): void {
  if (axis == null) return;
  const accepted = 'an integer or a list of distinct integers';
  // Array.from, because `every` skips the holes of a sparse array.
  const axes = Array.isArray(axis) ? Array.from<unknown>(axis) : [axis];
  if (!axes.every((one) => typeof one === 'number')) refuseType(caller, name, accepted, axis);
  const valid =
    axes.length > 0 && axes.every(Number.isInteger) && new Set(axes).size === axes.length;
  if (!valid) refuseValue(caller, name, accepted, axis);
}

/**
 * Writes axes as ascending non-negative integers.
 *
 * @throws {RangeError} If an axis lies outside of `[-rank, rank)` or two name the same one.
 */
export function normalizeAxis(
  caller: string,
  axis: number | number[],
  rank: number,
  name = 'axis',
): number[] {
  checkAxis(caller, axis, name);
  const axes = (Array.isArray(axis) ? axis : [axis]).map((a) => (a < 0 ? a + rank : a));
  if (axes.some((a) => a < 0 || a >= rank)) {
    refuseValue(caller, name, `in [${-rank}, ${rank - 1}] for a weight of rank ${rank}`, axis);
  }
  if (new Set(axes).size !== axes.length) {
    refuseValue(caller, name, `distinct for a weight of rank ${rank}`, axis);
  }
  return axes.sort((a, b) => a - b);
}

/** The rule for a weight that belongs to no layer: a vector is one unit, else units lie on the last axis. */
export function freeAxes(caller: string, rank: number): number[] {
  if (rank < 1) {
    throw new RangeError(`${caller}: weight must be of rank 1 or more, got rank ${rank}.`);
  }
  return rank === 1 ? [0] : Array.from({ length: rank - 1 }, (_, i) => i);
}
