import type { Series } from './picture.js';

/** Two dots for each seed, one on each side, and a line from the one to the other. */
export function pairs(
  sides: { name: string; color: string }[],
  seeds: number[],
  valueOf: (side: number, seed: number) => number | null,
): Series[] {
  const point = (side: number, seed: number) => ({ x: sides[side].name, y: valueOf(side, seed) });
  return [
    ...seeds.map((seed): Series => ({
      name: 'pair',
      color: '#bbbbbb',
      mark: 'line',
      points: sides.map((_, side) => point(side, seed)),
    })),
    ...sides.map(({ name, color }, side): Series => ({
      name,
      color,
      mark: 'dots',
      points: seeds.map((seed) => point(side, seed)),
    })),
  ];
}
