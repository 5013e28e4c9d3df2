/** A point of the picture; the disc of radius c has the radius 1 in it, and y points down. */
export type Point = readonly [x: number, y: number];

/** How far the picture reaches to the left, to the right and up. */
export const REACH = 2.5;
/** How far it reaches down: weights hardly ever turn by much more than a right angle. */
export const DEPTH = 1.25;

/**
 * Where a unit's dot lies: at the top as it starts, turned by the angle of its weights against those. Every second unit
 * turns to the left, to make room.
 *
 * @param norm In multiples of c.
 */
export function placeOf(norm: number, angle: number, unit: number): Point {
  const side = unit % 2 === 0 ? 1 : -1;
  const distance = distanceOf(norm);
  return [side * distance * Math.sin(angle), -distance * Math.cos(angle)];
}

/** In proportion to the norm within the disc; outside, each doubling goes equally far. */
export function distanceOf(norm: number): number {
  return norm <= 1 ? norm : Math.min(REACH * 0.95, 1 + Math.log(norm) / 2);
}
