import { show } from '../../checks.js';
import { addressOf } from '../backend.js';
import { trainingModule } from '../trainingModule.js';
import type { TrainingKernel } from './kernel.js';

/** The gradient of an embedding. */
export const unsortedSegmentSum: TrainingKernel = {
  kernelName: 'UnsortedSegmentSum',
  run: ({ inputs: { x, segmentIds }, attrs, backend }) => {
    const { numSegments } = attrs as { numSegments: number };
    if (x.dtype !== 'float32') {
      throw new Error(`UnsortedSegmentSum: x must be float32 on the wasm backend, got ${x.dtype}.`);
    }
    if (segmentIds.shape.length !== 1) {
      throw new Error(
        `UnsortedSegmentSum: segmentIds must have rank 1 on the wasm backend, ` +
          `got shape ${show(segmentIds.shape)}.`,
      );
    }
    const [rows, ...rowShape] = x.shape;
    const length = rowShape.reduce((product, size) => product * size, 1);
    const out = backend.makeOutput([numSegments, ...rowShape], 'float32');
    const [xAt, idsAt, outAt] = [x, segmentIds, out].map((t) => addressOf(backend, t));
    trainingModule(backend).segmentSum(xAt, idsAt, outAt, rows, length, numSegments);
    return out;
  },
};
