import * as tf from '../../tfjs/tf.js';
import { unitBlocks } from '../../kernels/unitBlocks.js';
import { addressOf, withScratch } from '../../kernels/wasmBackend.js';
import { trainingModule } from '../trainingModule.js';
import { FLOAT32, type TrainingKernel } from './kernel.js';

interface Sizes {
  outer: number;
  reduced: number;
  inner: number;
}

/** The stock kernel transposes until the reduced axes come last; the gradient of a bias has them first. */
export const sum: TrainingKernel<'x', Sizes> = {
  kernelName: 'Sum',
  otherwise: 'stock',
  dtypes: { x: FLOAT32 },
  plan({ x: { shape } }, attrs) {
    const { axis, keepDims } = attrs as { axis: number | number[]; keepDims: boolean };
    const axes = tf.util.parseAxisParam(axis, shape);
    const sizes = sizesOf(shape, axes);
    if (sizes == null) return null;
    const [outShape] = tf.backend_util.computeOutAndReduceShapes(shape, axes);
    const keptShape = tf.backend_util.expandShapeToKeepDim(outShape, axes);
    return { reads: { x: shape }, writes: [keepDims ? keptShape : outShape], sizes };
  },
  run({ inputs: { x }, outputs: [out], sizes: { outer, reduced, inner }, backend }) {
    const module = trainingModule(backend);
    withScratch(backend, module.SUM_SCRATCH.value as number, (scratch) => {
      const [xAt, outAt] = [x, out].map((tensor) => addressOf(backend, tensor));
      module.sumMiddle(xAt, outAt, outer, reduced, inner, scratch);
    });
    return out;
  },
};

function sizesOf(shape: number[], axes: number[]): Sizes | null {
  if (new Set(axes).size < axes.length) return null;
  // The stock kernel leaves the sums of no elements as it finds them.
  if (shape.includes(0)) {
    const kept = shape.filter((_, axis) => !axes.includes(axis));
    return { outer: 1, reduced: 0, inner: tf.util.sizeFromShape(kept) };
  }
  const [outer, reduced, inner, last] = unitBlocks(shape, axes) ?? [1, 1, 1, 1];
  return reduced === 1 || inner === 1 || last > 1 ? null : { outer, reduced, inner };
}
