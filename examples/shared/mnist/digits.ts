/** Pixels a side. */
export const SIDE = 28;
/** Pixels an image. */
export const PIXELS = SIDE * SIDE;
export const CLASSES = 10;

/** Labelled images of digits, as MNIST stores them: a byte a pixel, row by row, and a byte a label. */
export interface Digits {
  /** `count * 784` bytes, 0 (paper) to 255 (ink). */
  images: Uint8Array;
  /** `count` bytes, 0 to 9. */
  labels: Uint8Array;
}

export function countOf(digits: Digits): number {
  return digits.labels.length;
}

/** Those digits of a set that `indices` name, in that order. */
export function pick(digits: Digits, indices: ArrayLike<number>): Digits {
  const images = new Uint8Array(indices.length * PIXELS);
  const labels = new Uint8Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    const start = indices[i] * PIXELS;
    images.set(digits.images.subarray(start, start + PIXELS), i * PIXELS);
    labels[i] = digits.labels[indices[i]];
  }
  return { images, labels };
}
