import type { Panel } from './picture.js';

export interface LogRange {
  logBase: number;
  min: number;
  max: number;
}

/** A logarithmic axis from one power to another around its values; of 2 where powers of 10 would leave too few labels. */
export function logRange({ x, y, series }: Panel, axis: 'x' | 'y'): LogRange {
  const { min, max } = axis === 'x' ? x : y;
  const values = series
    .flatMap(({ points }) => points)
    .flatMap((point) => (axis === 'x' ? [point.x] : [point.y, point.low, point.high]))
    .filter((value): value is number => typeof value === 'number' && value > 0);
  const least = min ?? Math.min(...values);
  const most = max ?? Math.max(...values);
  const logBase = most / least < 100 ? 2 : 10;
  const power = (value: number) => Math.log(value) / Math.log(logBase);
  return {
    logBase,
    min: logBase ** Math.floor(power(least)),
    max: logBase ** Math.ceil(power(most)),
  };
}
