import { type Digits, PIXELS } from '../../../../examples/shared/mnist/digits.js';

/** Made-up digits: image i is filled with the value i, labels as given. */
export function digitsOf(labels: number[]): Digits {
  const images = Uint8Array.from({ length: labels.length * PIXELS }, (_, k) => k / PIXELS);
  return { images, labels: Uint8Array.from(labels) };
}
