import * as tf from '../../tfjs/tf.js';
import { addressOf } from '../backend.js';
import { trainingModule } from '../trainingModule.js';
import type { TrainingKernel } from './kernel.js';

interface Attrs {
  filterSize: number | [number, number];
  strides: number | [number, number];
  pad: number | 'same' | 'valid' | tf.backend_util.ExplicitPadding;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** The stock kernel is slow, and where a window's maximum is negative it sends the gradient to the wrong element. */
export const maxPoolGrad: TrainingKernel = {
  kernelName: 'MaxPoolGrad',
  run: ({ inputs: { dy, input, output }, attrs, backend }, stock) => {
    if (input.dtype !== 'float32') return stock();
    const { filterSize, strides, pad, dimRoundingMode } = attrs as Attrs;
    const info = tf.backend_util.computePool2DInfo(
      input.shape as [number, number, number, number],
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const out = backend.makeOutput(input.shape, 'float32');
    const [dyAt, xAt, yAt, dxAt] = [dy, input, output, out].map((t) => addressOf(backend, t));
    trainingModule(backend).maxPoolGradient(
      dyAt,
      xAt,
      yAt,
      dxAt,
      info.batchSize,
      info.inHeight,
      info.inWidth,
      info.inChannels,
      info.outHeight,
      info.outWidth,
      info.filterHeight,
      info.filterWidth,
      info.strideHeight,
      info.strideWidth,
      info.padInfo.top,
      info.padInfo.left,
    );
    return out;
  },
};
