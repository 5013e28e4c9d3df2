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

  show({ shuffles, finished, permutation }: Report): void {
    this.bars.set(shuffles);
    element('shuffle-verdict', HTMLElement).textContent = describe(shuffles, finished);
    const digit = this.digit() ?? new Uint8Array(PIXELS);
    const image = new ImageData(SIDE, SIDE);
    for (let i = 0; i < PIXELS; i++) {
      const grey = digit[permutation?.[i] ?? i];
      image.data.set([grey, grey, grey, 255], 4 * i);
    }
    this.seen.getContext('2d')!.putImageData(image, 0, 0);
  }
}

/** By the last shuffle that is over: at its beginning, every one goes badly. */
function describe(shuffles: number[][], finished: number): string {
  if (shuffles.length < 2) return 'Not shuffled yet: one pair of bars.';
  const last = finished > 1 ? finished - 1 : shuffles.length - 1;
  const change = (network: number) =>
    `${percent(shuffles[0][network])} → ${percent(shuffles[last][network])}`;
  const soFar = last < finished ? '' : ', so far';
  return `From the first task to shuffle ${last}${soFar}: with max-norm ${change(0)}, without ${change(1)}.`;
}
