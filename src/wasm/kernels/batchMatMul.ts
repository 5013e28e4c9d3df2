import * as tf from '../../tfjs/tf.js';
import { addressOf, withScratch } from '../backend.js';
import { trainingModule } from '../trainingModule.js';
import type { TrainingKernel } from './kernel.js';

interface Attrs {
  transposeA: boolean;
  transposeB: boolean;
}

/** Below so many rows the stock kernel wins for a weight that it saw before: it keeps its packed copy. */
const FEW_ROWS = 8;

/** The stock kernel has no blocking for transposed factors, as every gradient has, and packs each new weight slowly. */
export const batchMatMul: TrainingKernel = {
  kernelName: 'BatchMatMul',
  run: ({ inputs: { a, b }, attrs, backend }, stock) => {
    const { transposeA, transposeB } = attrs as Attrs;
    const [m, k] = matrixShape(a, transposeA);
    const [n] = matrixShape(b, !transposeB);
    const predicts = m < FEW_ROWS && !transposeA && !transposeB;
    if (predicts || a.dtype !== 'float32' || b.dtype !== 'float32') return stock();
    const batches = tf.broadcast_util.assertAndGetBroadcastShape(batchShape(a), batchShape(b));
    const out = backend.makeOutput([...batches, m, n], 'float32');
    const module = trainingModule(backend);
    const aBatches = batchNumbers(batchShape(a), batches);
    const bBatches = batchNumbers(batchShape(b), batches);
    withScratch(backend, module.MATMUL_SCRATCH.value as number, (scratch) => {
      const [aAt, bAt, outAt] = [a, b, out].map((tensor) => addressOf(backend, tensor));
      aBatches.forEach((aBatch, i) => {
        module.matMul(
          aAt + aBatch * m * k * 4,
          bAt + bBatches[i] * k * n * 4,
          outAt + i * m * n * 4,
          m,
          n,
          k,
          Number(transposeA),
          Number(transposeB),
          0,
          scratch,
        );
      });
    });
    return out;
  },
};

function matrixShape({ shape }: tf.TensorInfo, reversed: boolean): number[] {
  return reversed ? shape.slice(-2).reverse() : shape.slice(-2);
}

function batchShape({ shape }: tf.TensorInfo): number[] {
  return shape.slice(0, -2);
}

/** Which of an operand's matrices goes into each of the result's. */
function batchNumbers(shape: number[], outShape: number[]): number[] {
  let numbers = [0];
  const missing = outShape.length - shape.length;
  outShape.forEach((size, axis) => {
    const own = axis < missing ? 1 : shape[axis - missing];
    numbers = numbers.flatMap((number) =>
      Array.from({ length: size }, (_, i) => number * own + (own === 1 ? 0 : i)),
    );
  });
  return numbers;
}
