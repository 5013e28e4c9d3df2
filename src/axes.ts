import { show } from './checks.js';

/** Axes to reduce, as in Keras: one axis, several, or `null` to have them found. */
export type Axis = number | number[] | null;

/**
 * Rejects what can be no list of axes whatever the weight's rank.
 *
 * @throws If `axis` is empty, or holds anything but distinct integers.
 */
export function checkAxis(owner: string, axis: unknown): void {
  if (axis == null) return;
  const axes: unknown[] = Array.isArray(axis) ? axis : [axis];
  const valid =
    axes.length > 0 && axes.every(Number.isInteger) && new Set(axes).size === axes.length;
  if (!valid) {
    throw new Error(
      `${owner}: axis must be an integer or a list of distinct integers, got ${show(axis)}.`,
    );
  }
}

/**
 * Writes axes as ascending non-negative integers.
 *
 * @throws If an axis lies outside of `[-rank, rank)` or two name the same one.
 */
export function normalizeAxis(owner: string, axis: number | number[], rank: number): number[] {
  checkAxis(owner, axis);
  const axes = (Array.isArray(axis) ? axis : [axis]).map((a) => (a < 0 ? a + rank : a));
  if (axes.some((a) => a < 0 || a >= rank)) {
    throw new Error(
      `${owner}: axis must lie in [${-rank}, ${rank - 1}] for a weight of rank ${rank}, got ${show(axis)}.`,
    );
  }
  if (new Set(axes).size !== axes.length) {
    throw new Error(
      `${owner}: axis names an axis twice for a weight of rank ${rank}, got ${show(axis)}.`,
    );
  }
  return axes.sort((a, b) => a - b);
}

/** The rule for a weight that belongs to no layer: a vector is one unit, else units lie on the last axis. */
export function freeAxes(owner: string, rank: number): number[] {
  if (rank < 1) {
    throw new Error(`${owner}: the weight must have rank 1 or more, got rank ${rank}.`);
  }
  return rank === 1 ? [0] : Array.from({ length: rank - 1 }, (_, i) => i);
}
