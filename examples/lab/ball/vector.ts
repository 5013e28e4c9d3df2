export type Vector = readonly [x: number, y: number];

export const add = (a: Vector, b: Vector): Vector => [a[0] + b[0], a[1] + b[1]];
export const subtract = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1]];
export const scale = (a: Vector, factor: number): Vector => [a[0] * factor, a[1] * factor];
export const length = (a: Vector): number => Math.hypot(...a);

/** The angle from `a` to `b` in degrees, without its sign. */
export function angle(a: Vector, b: Vector): number {
  const [dot, cross] = [a[0] * b[0] + a[1] * b[1], a[0] * b[1] - a[1] * b[0]];
  return (Math.abs(Math.atan2(cross, dot)) * 180) / Math.PI;
}
