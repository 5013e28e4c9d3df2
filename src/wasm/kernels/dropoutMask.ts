import * as tf from '../../tfjs/tf.js';
import { addressOf, memoryOf, withScratch } from '../../kernels/wasmBackend.js';
import { trainingModule } from '../trainingModule.js';
import type { TrainingKernel } from './kernel.js';

export interface DropoutMaskAttrs {
  shape: number[];
  rate: number;
}

const STATE_WORDS = 16;
/** The routine compares random numbers of 31 bits. */
const RANDOM_NUMBERS = 2 ** 31;

/** 0 with the probability `rate`, else 1 / (1 - rate). */
export const dropoutMask: TrainingKernel<never, { threshold: number }> = {
  kernelName: 'WasmDropoutMask',
  otherwise: 'cpu',
  dtypes: {},
  plan(_inputs, attrs) {
    const { shape, rate } = attrs as DropoutMaskAttrs;
    const threshold = Math.round(rate * RANDOM_NUMBERS);
    if (!(threshold >= 0 && threshold < RANDOM_NUMBERS)) return null;
    return { reads: {}, writes: [shape], sizes: { threshold } };
  },
  run({ outputs: [out], sizes: { threshold }, attrs, backend }) {
    const { rate } = attrs as DropoutMaskAttrs;
    const { dropoutMask } = trainingModule(backend);
    withScratch(backend, STATE_WORDS * 4, (state) => {
      const words = new Uint32Array(memoryOf(backend)!.buffer, state, STATE_WORDS);
      words.forEach((_, i) => (words[i] = Math.random() * 2 ** 32));
      const size = tf.util.sizeFromShape(out.shape);
      const address = addressOf(backend, out);
      dropoutMask(address, size, threshold, 1 / (1 - rate), state);
    });
    return out;
  },
};
