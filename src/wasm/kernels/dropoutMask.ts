import { addressOf, memoryOf, withScratch } from '../backend.js';
import { trainingModule } from '../trainingModule.js';
import type { TrainingKernel } from './kernel.js';

export interface DropoutMaskAttrs {
  shape: number[];
  rate: number;
}

const STATE_WORDS = 16;

/** 0 with the probability `rate`, else 1 / (1 - rate). */
export const dropoutMask: TrainingKernel = {
  kernelName: 'WasmDropoutMask',
  run: ({ attrs, backend }) => {
    const { shape, rate } = attrs as DropoutMaskAttrs;
    const out = backend.makeOutput(shape, 'float32');
    withScratch(backend, STATE_WORDS * 4, (state) => {
      const words = new Uint32Array(memoryOf(backend).buffer, state, STATE_WORDS);
      words.forEach((_, i) => (words[i] = Math.random() * 2 ** 32));
      const size = shape.reduce((product, length) => product * length, 1);
      const threshold = Math.round(rate * 2 ** 31);
      const address = addressOf(backend, out);
      trainingModule(backend).dropoutMask(address, size, threshold, 1 / (1 - rate), state);
    });
    return out;
  },
};
