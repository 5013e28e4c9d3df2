import { countOf, type Digits, pick, PIXELS } from '../../shared/mnist/digits.js';
import { seededRandom, shuffledIndices } from '../../shared/random.js';

const SEED = 1;

/** The digits to learn from, batch by batch: the same at every start. Their pixels may be shuffled. */
export class Feed {
  /** Input `i` is pixel `permutation[i]`; `null` as long as the pixels lie as they were drawn. */
  permutation: Uint32Array | null = null;
  private readonly random = seededRandom(SEED);
  private readonly permutations = seededRandom(`pixels ${SEED}`);
  private readonly sample: number[];
  private order: number[] = [];

  constructor(
    private readonly digits: Digits,
    count: number,
    private readonly batchSize: number,
  ) {
    this.sample = sampleOf(digits, count);
  }

  next(): Digits {
    if (this.order.length < this.batchSize) {
      this.order = [...shuffledIndices(this.sample.length, this.random)].map((i) => this.sample[i]);
    }
    return this.permuted(pick(this.digits, this.order.splice(0, this.batchSize)));
  }

  /** Some of the digits that are learned from, the same at every call. */
  seen(count: number): Digits {
    return this.permuted(pick(this.digits, this.sample.slice(0, count)));
  }

  /** From now on the pixels lie elsewhere, so that the task starts anew. */
  shuffle(): void {
    this.permutation = shuffledIndices(PIXELS, this.permutations);
  }

  permuted({ images, labels }: Digits): Digits {
    const { permutation } = this;
    if (permutation == null) return { images, labels };
    const moved = new Uint8Array(images.length);
    for (let start = 0; start < images.length; start += PIXELS) {
      for (let i = 0; i < PIXELS; i++) moved[start + i] = images[start + permutation[i]];
    }
    return { images: moved, labels };
  }

  /** Values of the inputs, laid where their pixels are. */
  restored(inputs: Float32Array): Float32Array {
    const { permutation } = this;
    if (permutation == null) return inputs;
    const pixels = new Float32Array(PIXELS);
    inputs.forEach((value, i) => (pixels[permutation[i]] = value));
    return pixels;
  }
}

/** Indices of so many digits, the same at every call. */
export function sampleOf(digits: Digits, count: number): number[] {
  return [...shuffledIndices(countOf(digits), seededRandom('sample'))].slice(0, count);
}
