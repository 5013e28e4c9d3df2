import { addressOf, type WasmBackend } from '../../kernels/wasmBackend.js';
import * as tf from '../../tfjs/tf.js';
import { type Geometry, geometry2D, scratchBytes } from '../kernels/convGradients.js';
import { FLOAT32, type Plan, type TensorInfos, type TrainingKernel } from '../kernels/kernel.js';
import { imagesOf, threadsOf } from '../threads.js';

/** The stock kernel runs on one thread in Node; the bits are the same. */
export const conv2d: TrainingKernel<'x' | 'filter', Geometry> = {
  kernelName: 'Conv2D',
  otherwise: 'stock',
  needsThreads: true,
  dtypes: { x: FLOAT32, filter: FLOAT32 },
  plan: planOf,
  run({ inputs: { x, filter }, outputs: [out], sizes, backend }) {
    return convolve(backend, { x, filter, out }, sizes);
  },
};

/** What a layer without activation uses in training, too. */
export const fusedConv2d: TrainingKernel<'x' | 'filter' | 'bias', Geometry> = {
  kernelName: 'FusedConv2D',
  otherwise: 'stock',
  needsThreads: true,
  dtypes: { x: FLOAT32, filter: FLOAT32, bias: FLOAT32 },
  plan(inputs, attrs) {
    const plan = planOf(inputs, attrs);
    if (plan == null || (attrs as { activation: string }).activation !== 'linear') return null;
    return { ...plan, reads: { ...plan.reads, bias: plan.sizes.result.slice(-1) } };
  },
  run({ inputs: { x, filter, bias }, outputs: [out], sizes, backend }) {
    return convolve(backend, { x, filter, bias, out }, sizes);
  },
};

function planOf(
  { x, filter }: TensorInfos<'x' | 'filter'>,
  attrs: object,
): Plan<'x' | 'filter', Geometry> | null {
  const { dilations } = attrs as { dilations: number | number[] };
  if ([dilations].flat().some((dilation) => dilation !== 1)) return null;
  const sizes = geometry2D(x.shape, filter.shape, attrs);
  if (sizes == null) return null;
  return { reads: { x: sizes.image, filter: sizes.filter }, writes: [sizes.result], sizes };
}

function convolve(
  backend: WasmBackend,
  {
    x,
    filter,
    bias,
    out,
  }: { x: tf.TensorInfo; filter: tf.TensorInfo; bias?: tf.TensorInfo; out: tf.TensorInfo },
  geometry: Geometry,
): tf.TensorInfo {
  const [, ...sizes] = geometry.sizes;
  const filterAt = addressOf(backend, filter);
  const biasAt = bias == null ? 0 : addressOf(backend, bias);
  const parts = imagesOf(backend, [x, out], geometry.operations);
  const calls = parts.map(({ count, addresses: [xAt, outAt] }) => [
    xAt,
    filterAt,
    biasAt,
    outAt,
    count,
    ...sizes,
  ]);
  const patchSize = tf.util.sizeFromShape(filter.shape.slice(0, -1));
  const roundedUp = 8 * Math.ceil(filter.shape[3] / 8);
  const more = 4 * (4 * patchSize + roundedUp * (patchSize + 1));
  threadsOf(backend)!.run('convolve', calls, scratchBytes(backend, geometry) + more);
  return out;
}
