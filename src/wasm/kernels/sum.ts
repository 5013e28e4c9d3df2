import * as tf from '../../tfjs/tf.js';
import { unitBlocks } from '../../kernels/kernel.js';
import { addressOf, withScratch } from '../backend.js';
import { trainingModule } from '../trainingModule.js';
import type { TrainingKernel } from './kernel.js';

/** The stock kernel transposes until the reduced axes come last; the gradient of a bias has them first. */
export const sum: TrainingKernel = {
  kernelName: 'Sum',
  run: ({ inputs: { x }, attrs, backend }, stock) => {
    const { axis, keepDims } = attrs as { axis: number | number[]; keepDims: boolean };
    const axes = tf.util.parseAxisParam(axis, x.shape);
    const [outer, reduced, inner, last] = unitBlocks(x.shape, axes) ?? [1, 1, 1, 1];
    if (x.dtype !== 'float32' || reduced === 1 || inner === 1 || last > 1) return stock();
    const [outShape] = tf.backend_util.computeOutAndReduceShapes(x.shape, axes);
    const out = backend.makeOutput(outShape, 'float32');
    const module = trainingModule(backend);
    withScratch(backend, module.SUM_SCRATCH.value as number, (scratch) => {
      const [xAt, outAt] = [x, out].map((tensor) => addressOf(backend, tensor));
      module.sumMiddle(xAt, outAt, outer, reduced, inner, scratch);
    });
    if (keepDims) out.shape = tf.backend_util.expandShapeToKeepDim(outShape, axes);
    return out;
  },
};
