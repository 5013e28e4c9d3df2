import type { WeightImages } from '../network/network.js';

const COLUMNS = 8;

/**
 * Draws the incoming weights of units as small images: positive ones in red, negative ones in blue, zero as the page's
 * background.
 *
 * @param scale The weight that gets full colour.
 */
export function drawWeightImages(
  canvas: HTMLCanvasElement,
  { count, side, values }: WeightImages,
  scale: number,
): void {
  const pitch = side + 1; // an empty pixel between two images
  canvas.width = COLUMNS * pitch - 1;
  canvas.height = Math.ceil(count / COLUMNS) * pitch - 1;
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(canvas.width, canvas.height);
  for (let i = 0; i < values.length; i++) {
    const unit = Math.floor(i / side ** 2);
    const x = (unit % COLUMNS) * pitch + (i % side);
    const y = Math.floor(unit / COLUMNS) * pitch + (Math.floor(i / side) % side);
    const opacity = 255 * Math.min(1, Math.abs(values[i]) / scale);
    image.data.set([...(values[i] > 0 ? RED : BLUE), opacity], 4 * (y * canvas.width + x));
  }
  context.putImageData(image, 0, 0);
}

const RED = [226, 66, 58];
const BLUE = [54, 128, 240];

export function largestWeight({ values }: WeightImages): number {
  return values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-6);
}
