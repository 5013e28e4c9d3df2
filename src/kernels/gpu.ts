/** A shader adds, divides and takes roots in float32 at best: within these bounds no square of c leaves it. */
export function isWithinShaderRange(maxValue: number): boolean {
  return maxValue >= 1e-12 && maxValue <= 1e15;
}

/** What a shader measures units for: the scales of the projection, or their norms. */
export type Range = 'scales' | 'norms';

/**
 * Low and high weights are multiplied by powers of two, so that their squares stay within float32, and their squares
 * are added up apart. For scales, units smaller than any bound need not be exact, and most weights are left as they are.
 */
export const RANGES: Record<Range, { largestLow: number; low: number; high: number }> = {
  scales: { largestLow: 1e15, low: 1, high: 2 ** -80 },
  norms: { largestLow: 1, low: 2 ** 50, high: 2 ** -50 },
};

/** The constants of the shaders; RATIO makes a low weight a high one. */
export function shaderNumbers({
  largestLow,
  low,
  high,
}: (typeof RANGES)[Range]): Record<'LARGEST_LOW' | 'LOW' | 'HIGH' | 'RATIO', string> {
  const literal = (value: number) => value.toExponential();
  return {
    LARGEST_LOW: literal(largestLow),
    LOW: literal(low),
    HIGH: literal(high),
    RATIO: literal(high / low),
  };
}
