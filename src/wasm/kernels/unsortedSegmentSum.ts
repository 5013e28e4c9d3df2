import * as tf from '../../tfjs/tf.js';
import { addressOf } from '../../kernels/wasmBackend.js';
import { trainingModule } from '../trainingModule.js';
import { FLOAT32, type TrainingKernel } from './kernel.js';

interface Sizes {
  rows: number;
  rowShape: number[];
  numSegments: number;
}

/** The gradient of an embedding. */
export const unsortedSegmentSum: TrainingKernel<'x' | 'segmentIds', Sizes> = {
  kernelName: 'UnsortedSegmentSum',
  otherwise: 'cpu',
  dtypes: { x: FLOAT32, segmentIds: ['int32'] },
  plan({ x }, attrs) {
    const { numSegments } = attrs as { numSegments: number };
    const [rows, ...rowShape] = x.shape;
    if (!(numSegments > 0)) return null;
    return {
      reads: { x: x.shape, segmentIds: [rows] },
      writes: [[numSegments, ...rowShape]],
      sizes: { rows, rowShape, numSegments },
    };
  },
  run({ inputs: { x, segmentIds }, outputs: [out], sizes, backend }) {
    const { rows, rowShape, numSegments } = sizes;
    const [xAt, idsAt, outAt] = [x, segmentIds, out].map((t) => addressOf(backend, t));
    const length = tf.util.sizeFromShape(rowShape);
    trainingModule(backend).segmentSum(xAt, idsAt, outAt, rows, length, numSegments);
    return out;
  },
};
