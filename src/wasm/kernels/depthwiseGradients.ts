import * as tf from '../../tfjs/tf.js';
import { addressOf } from '../backend.js';
import { trainingModule } from '../trainingModule.js';
import type { TrainingKernel } from './kernel.js';

type Shape4D = [number, number, number, number];

interface Attrs {
  strides: number | [number, number];
  dilations: number | [number, number];
  pad: number | 'same' | 'valid' | tf.backend_util.ExplicitPadding;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  filterShape: Shape4D;
  inputShape: Shape4D;
}

export const depthwiseBackpropFilter: TrainingKernel = {
  kernelName: 'DepthwiseConv2dNativeBackpropFilter',
  run: ({ inputs: { x, dy }, attrs, backend }) => {
    const { filterShape } = attrs as Attrs;
    const out = backend.makeOutput(filterShape, 'float32');
    const [xAt, dyAt, outAt] = [x, dy, out].map((tensor) => addressOf(backend, tensor));
    const sizes = geometry(x.shape, filterShape, attrs as Attrs);
    trainingModule(backend).depthwiseFilterGradient(xAt, dyAt, outAt, ...sizes);
    return out;
  },
};

export const depthwiseBackpropInput: TrainingKernel = {
  kernelName: 'DepthwiseConv2dNativeBackpropInput',
  run: ({ inputs: { dy, filter }, attrs, backend }) => {
    const { inputShape } = attrs as Attrs;
    const out = backend.makeOutput(inputShape, 'float32');
    const [dyAt, filterAt, outAt] = [dy, filter, out].map((t) => addressOf(backend, t));
    const sizes = geometry(inputShape, filter.shape, attrs as Attrs);
    trainingModule(backend).depthwiseInputGradient(dyAt, filterAt, outAt, ...sizes);
    return out;
  },
};

function geometry(
  inputShape: number[],
  filterShape: number[],
  { strides, dilations, pad, dimRoundingMode }: Attrs,
): number[] {
  const info = tf.backend_util.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    true,
  );
  return [
    info.batchSize,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outChannels / info.inChannels,
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
  ];
}
