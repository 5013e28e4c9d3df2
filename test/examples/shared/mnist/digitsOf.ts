import { type Digits, PIXELS } from '../../../../examples/shared/mnist/digits.js';

/** Made-up digits: image i is filled with the value i, labels as given. */
export function digitsOf(labels: number[]): Digits {
  const images = Uint8Array.from({ length: labels.length * PIXELS }, (_, k) => k / PIXELS);
  return { images, labels: Uint8Array.from(labels) };
}

/** An IDX file of unsigned bytes, from its definition. */
export function idx(shape: number[], values: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x0800 + shape.length, 0);
  shape.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
  return Buffer.concat([header, values]);
}
