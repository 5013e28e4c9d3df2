import * as tf from '../../tfjs/tf.js';
import { imagesOf, runCalls } from '../threads.js';
import { FLOAT32, type TrainingKernel } from './kernel.js';

interface Attrs {
  filterSize: number | [number, number];
  strides: number | [number, number];
  pad: number | 'same' | 'valid' | tf.backend_util.ExplicitPadding;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** For each element of the image. */
const OPERATIONS = 32;

/** The stock kernel is slow, and where a window's maximum is negative it sends the gradient to the wrong element. */
export const maxPoolGrad: TrainingKernel<'dy' | 'input', number[]> = {
  kernelName: 'MaxPoolGrad',
  otherwise: 'cpu',
  dtypes: { dy: FLOAT32, input: FLOAT32 },
  plan({ input }, attrs) {
    const { filterSize, strides, pad, dimRoundingMode } = attrs as Attrs;
    const info = tf.backend_util.computePool2DInfo(
      input.shape as [number, number, number, number],
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const image = [info.batchSize, info.inHeight, info.inWidth, info.inChannels];
    const pooled = [info.batchSize, info.outHeight, info.outWidth, info.inChannels];
    return {
      reads: { dy: pooled, input: image },
      writes: [image],
      sizes: [
        ...image,
        info.outHeight,
        info.outWidth,
        info.filterHeight,
        info.filterWidth,
        info.strideHeight,
        info.strideWidth,
        info.padInfo.top,
        info.padInfo.left,
      ],
    };
  },
  run({ inputs: { dy, input }, outputs: [out], sizes, backend }) {
    const operations = OPERATIONS * tf.util.sizeFromShape(input.shape);
    const calls = imagesOf(backend, [dy, input, out], operations).map(({ count, addresses }) => [
      ...addresses,
      count,
      ...sizes.slice(1),
    ]);
    runCalls(backend, 'maxPoolGradient', calls);
    return out;
  },
};
