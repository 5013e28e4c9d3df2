import { seededRandom } from '../../examples/shared/random.js';

/**
 * Dropout masks that a seed repeats. TensorFlow.js's own dropout either draws from Math.random or, given a seed, the
 * same mask at every step.
 */
export class Masks {
  private state = new Int32Array(4);

  constructor() {
    this.reseed('');
  }

  reseed(seed: string): void {
    const random = seededRandom(seed);
    this.state = Int32Array.from({ length: 4 }, () => random() * 2 ** 32);
  }

  /**
   * 0 with probability `rate`, kept to 1/65536, else 1 / (1 - rate).
   *
   * Half a million numbers a step: hence a generator without calls in its loop, xorshift128 (G. Marsaglia, "Xorshift
   * RNGs", 2003), each of whose numbers serves twice.
   */
  draw(size: number, rate: number): Float32Array {
    const mask = new Float32Array(size);
    const dropped = Math.round(rate * 65536);
    const scale = 1 / (1 - rate);
    let [x, y, z, w] = this.state;
    for (let i = 0; i < size; i += 2) {
      const t = x ^ (x << 11);
      x = y;
      y = z;
      z = w;
      w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
      // The sign bit of the difference: a branch would be mispredicted every other time.
      mask[i] = ((dropped - 1 - (w & 0xffff)) >>> 31) * scale;
      // Past the end of an odd size, this writes nothing.
      mask[i + 1] = ((dropped - 1 - (w >>> 16)) >>> 31) * scale;
    }
    this.state = Int32Array.of(x, y, z, w);
    return mask;
  }
}
