import { PIXELS, SIDE } from '../../shared/mnist/digits.js';
import type { Report } from '../network/report.js';
import { element } from './dom.js';
import { percent } from './numbers.js';
import { ShuffleBars } from './shuffleBars.js';

/** How well the networks learn each new order of the pixels, and what the order does to a digit. */
export class ShuffleChapter {
  private readonly bars = new ShuffleBars(element('shuffles', HTMLElement));
  private readonly seen = element('seen', HTMLCanvasElement);

  /** @param digit The digit that is shown as the networks see it. */
  constructor(private readonly digit: () => Uint8Array | null) {}

  show({ shuffles, permutation }: Report): void {
    this.bars.set(shuffles);
    element('shuffle-verdict', HTMLElement).textContent = describe(shuffles);
    const digit = this.digit() ?? new Uint8Array(PIXELS);
    const image = new ImageData(SIDE, SIDE);
    for (let i = 0; i < PIXELS; i++) {
      const grey = digit[permutation?.[i] ?? i];
      image.data.set([grey, grey, grey, 255], 4 * i);
    }
    this.seen.getContext('2d')!.putImageData(image, 0, 0);
  }
}

function describe(shuffles: number[][]): string {
  if (shuffles.length < 2) return 'Not shuffled yet: one pair of bars.';
  const [first, last] = [shuffles[0], shuffles[shuffles.length - 1]];
  const change = (network: number) => `${percent(first[network])} → ${percent(last[network])}`;
  return `From the first task to shuffle ${shuffles.length - 1}: with max-norm ${change(0)}, without ${change(1)}.`;
}
