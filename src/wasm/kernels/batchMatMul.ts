import * as tf from '../../tfjs/tf.js';
import { addressOf } from '../../kernels/wasmBackend.js';
import { partsOf, runCalls } from '../threads.js';
import { trainingModule } from '../trainingModule.js';
import { FLOAT32, type TrainingKernel } from './kernel.js';

interface Attrs {
  transposeA: boolean;
  transposeB: boolean;
}

interface Sizes {
  m: number;
  n: number;
  k: number;
  /** The batch dimensions of the result. */
  batches: number[];
}

/** Below so many rows the stock kernel wins for a weight that it saw before: it keeps its packed copy. */
const FEW_ROWS = 8;

/** Rows or columns of a part: with fewer, much of the time goes into packing all of the other factor. */
const NARROWEST = 32;
/** More parts would pack the other factor more often, and one would wait for the slower thread. */
const PARTS_PER_THREAD = 2;

/** The stock kernel has no blocking for transposed factors, as every gradient has, and packs each new weight slowly. */
export const batchMatMul: TrainingKernel<'a' | 'b', Sizes> = {
  kernelName: 'BatchMatMul',
  otherwise: 'stock',
  dtypes: { a: FLOAT32, b: FLOAT32 },
  plan({ a, b }, attrs) {
    const { transposeA, transposeB } = attrs as Attrs;
    const [m, k] = ordered(a.shape.slice(-2), transposeA);
    const [, n] = ordered(b.shape.slice(-2), transposeB);
    const [aBatch, bBatch] = [batchShape(a), batchShape(b)];
    const batches = tf.broadcast_util.assertAndGetBroadcastShape(aBatch, bBatch);
    const predicts = m < FEW_ROWS && !transposeA && !transposeB;
    // Of several matrices it keeps no copies, and for an empty product it leaves the result as it finds it.
    if (predicts && tf.util.sizeFromShape(batches) === 1 && m * n * k > 0) return null;
    return {
      reads: {
        a: [...aBatch, ...ordered([m, k], transposeA)],
        b: [...bBatch, ...ordered([k, n], transposeB)],
      },
      writes: [[...batches, m, n]],
      sizes: { m, n, k, batches },
    };
  },
  run({ inputs: { a, b }, outputs: [out], sizes, attrs, backend }) {
    const { m, n, k, batches } = sizes;
    const { transposeA, transposeB } = attrs as Attrs;
    const aBatches = batchNumbers(batchShape(a), batches);
    const bBatches = batchNumbers(batchShape(b), batches);
    const [aAt, bAt, outAt] = [a, b, out].map((tensor) => addressOf(backend, tensor));
    const byRows = m > n;
    const operations = 2 * m * n * k;
    const parts = partsOf(backend, byRows ? m : n, operations, NARROWEST, PARTS_PER_THREAD);
    const calls = aBatches.flatMap((aBatch, i) =>
      parts.map(([from, end]) => [
        aAt + aBatch * m * k * 4,
        bAt + bBatches[i] * k * n * 4,
        outAt + i * m * n * 4,
        m,
        n,
        k,
        Number(transposeA),
        Number(transposeB),
        0,
        ...(byRows ? [from, end, 0, n] : [0, m, from, end]),
      ]),
    );
    const scratchBytes = trainingModule(backend).MATMUL_SCRATCH.value as number;
    runCalls(backend, 'matMul', calls, scratchBytes, operations * aBatches.length);
    return out;
  },
};

function ordered([rows, columns]: number[], reversed: boolean): number[] {
  return reversed ? [columns, rows] : [rows, columns];
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
