import * as tf from '../../tfjs/tf.js';
import { addressOf } from '../../kernels/wasmBackend.js';
import { imagesOf, partsOf, runCalls } from '../threads.js';
import { FLOAT32, sameShape, type TrainingKernel } from './kernel.js';

type Shape4D = [number, number, number, number];

interface Attrs {
  strides: number | [number, number];
  dilations: number | [number, number];
  pad: number | 'same' | 'valid' | tf.backend_util.ExplicitPadding;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  filterShape: number[];
  inputShape: number[];
}

/** The sizes that both routines take, in their order. */
type Sizes = number[];

export const depthwiseBackpropFilter: TrainingKernel<'x' | 'dy', Sizes> = {
  kernelName: 'DepthwiseConv2dNativeBackpropFilter',
  otherwise: 'cpu',
  dtypes: { x: FLOAT32, dy: FLOAT32 },
  plan({ x }, attrs) {
    const { filterShape } = attrs as Attrs;
    const { image, filter, result, sizes } = geometry(x.shape, filterShape, attrs as Attrs);
    if (!sameShape(filterShape, filter)) return null;
    return { reads: { x: image, dy: result }, writes: [filter], sizes };
  },
  run({ inputs: { x, dy }, outputs: [out], sizes, backend }) {
    const [xAt, dyAt, outAt] = [x, dy, out].map((tensor) => addressOf(backend, tensor));
    const outChannels = dy.shape[3];
    const calls = partsOf(backend, outChannels, operationsOf(dy, out), 4).map(([first, end]) => [
      xAt,
      dyAt,
      outAt,
      ...sizes,
      first,
      end,
    ]);
    runCalls(backend, 'depthwiseFilterGradient', calls);
    return out;
  },
};

export const depthwiseBackpropInput: TrainingKernel<'dy' | 'filter', Sizes> = {
  kernelName: 'DepthwiseConv2dNativeBackpropInput',
  otherwise: 'cpu',
  dtypes: { dy: FLOAT32, filter: FLOAT32 },
  plan({ filter: { shape } }, attrs) {
    const { inputShape } = attrs as Attrs;
    const { image, filter, result, sizes } = geometry(inputShape, shape, attrs as Attrs);
    if (!sameShape(inputShape, image)) return null;
    return { reads: { dy: result, filter }, writes: [image], sizes };
  },
  run({ inputs: { dy, filter }, outputs: [out], sizes, backend }) {
    const filterAt = addressOf(backend, filter);
    const parts = imagesOf(backend, [dy, out], operationsOf(dy, filter));
    const calls = parts.map(({ count, addresses: [dyAt, outAt] }) => [
      dyAt,
      filterAt,
      outAt,
      count,
      ...sizes.slice(1),
    ]);
    runCalls(backend, 'depthwiseInputGradient', calls);
    return out;
  },
};

/** A product is as slow as several, since each is loaded by itself. */
function operationsOf(dy: tf.TensorInfo, { shape: [height, width] }: tf.TensorInfo): number {
  return 8 * tf.util.sizeFromShape(dy.shape) * height * width;
}

function geometry(
  imageShape: number[],
  filterShape: number[],
  { strides, dilations, pad, dimRoundingMode }: Attrs,
): { image: number[]; filter: number[]; result: number[]; sizes: Sizes } {
  const info = tf.backend_util.computeConv2DInfo(
    imageShape as Shape4D,
    filterShape as Shape4D,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    true,
  );
  const multiplier = info.outChannels / info.inChannels;
  return {
    image: [info.batchSize, info.inHeight, info.inWidth, info.inChannels],
    filter: [info.filterHeight, info.filterWidth, info.inChannels, multiplier],
    result: [info.batchSize, info.outHeight, info.outWidth, info.outChannels],
    sizes: [
      info.batchSize,
      info.inHeight,
      info.inWidth,
      info.inChannels,
      multiplier,
      info.outHeight,
      info.outWidth,
      info.filterHeight,
      info.filterWidth,
      info.strideHeight,
      info.strideWidth,
      info.dilationHeight,
      info.dilationWidth,
      info.padInfo.top,
      info.padInfo.left,
    ],
  };
}
