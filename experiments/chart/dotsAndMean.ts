import { summarize } from '../../examples/shared/statistics.js';
import type { Series } from './picture.js';

/** One dot for each value and, among several, a bar at their mean. */
export function dotsAndMean(
  common: Omit<Series, 'mark' | 'points'>,
  groups: { x: string; values: number[] }[],
): [dots: Series, mean: Series] {
  return [
    {
      ...common,
      mark: 'dots',
      points: groups.flatMap(({ x, values }) => values.map((y) => ({ x, y }))),
    },
    {
      ...common,
      mark: 'mean',
      points: groups
        .filter(({ values }) => values.length > 1)
        .map(({ x, values }) => ({ x, y: summarize(values).mean })),
    },
  ];
}
