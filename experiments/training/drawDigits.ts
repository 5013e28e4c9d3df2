import { countOf, type Digits, pick } from '../../examples/shared/mnist/digits.js';
import { seededRandom, shuffledIndices } from '../../examples/shared/random.js';

/** So many of the digits as the seed draws; all of them, in their order, for `null`. */
export function drawDigits(digits: Digits, count: number | null, seed: number): Digits {
  if (count == null) return digits;
  const order = shuffledIndices(countOf(digits), seededRandom(`digits ${seed}`));
  return pick(digits, order.subarray(0, count));
}
