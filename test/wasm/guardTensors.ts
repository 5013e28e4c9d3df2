import * as tf from '@tensorflow/tfjs';

/** Tensors on the wasm heap, laid between others: no bit of them may change. */
export class GuardTensors {
  private readonly guards: { tensor: tf.Tensor; bits: Int32Array }[] = [];

  /** @param content Makes the bits: what reads past its tensors gives other results for another. */
  constructor(private readonly content = 0) {}

  /** Sizes cover the allocator's small and large pieces. */
  lay(): void {
    for (const size of [1, 3, 4, 7, 16, 33, 257]) {
      const values = Float32Array.from({ length: size }, (_, i) => (this.content + 1) * (i + size));
      if (this.content === 0) values.fill(NaN);
      this.guards.push({
        tensor: tf.tensor1d(values),
        bits: new Int32Array(values.buffer),
      });
    }
  }

  expectUnchanged(): void {
    const changed = this.guards.filter(({ tensor, bits }) => {
      const values = tensor.dataSync<'float32'>();
      const now = new Int32Array(values.buffer, values.byteOffset, values.length);
      return now.some((value, i) => value !== bits[i]);
    });
    expect(changed).toEqual([]);
  }

  dispose(): void {
    tf.dispose(this.guards.map(({ tensor }) => tensor));
  }
}
