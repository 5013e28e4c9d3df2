import * as tf from '@tensorflow/tfjs';
import { addressOf, withScratch, type WasmBackend } from '../backend.js';
import { trainingModule } from '../trainingModule.js';
import type { TrainingKernel } from './kernel.js';

type ConvInfo = tf.backend_util.Conv2DInfo;

interface Attrs {
  strides: number | [number, number];
  pad: number | 'same' | 'valid' | tf.backend_util.ExplicitPadding;
  dataFormat: 'NHWC' | 'NCHW';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  filterShape: [number, number, number, number];
  inputShape: [number, number, number, number];
}

export const conv2dBackpropFilter: TrainingKernel = {
  kernelName: 'Conv2DBackpropFilter',
  run: ({ inputs: { x, dy }, attrs, backend }) => {
    const { filterShape, ...rest } = attrs as Attrs;
    const info = convInfo('Conv2DBackpropFilter', x.shape, filterShape, rest);
    const out = backend.makeOutput(filterShape, 'float32');
    const module = trainingModule(backend);
    withScratch(backend, scratchBytes(backend, info), (scratch) => {
      const [xAt, dyAt, outAt] = [x, dy, out].map((tensor) => addressOf(backend, tensor));
      module.conv2dFilterGradient(xAt, dyAt, outAt, ...geometry(info), scratch);
    });
    return out;
  },
};

/** The stock kernel visits every pixel once for every filter tap and channel, without blocking. */
export const conv2dBackpropInput: TrainingKernel = {
  kernelName: 'Conv2DBackpropInput',
  run: ({ inputs: { dy, filter }, attrs, backend }, stock) => {
    const { inputShape, ...rest } = attrs as Attrs;
    if (rest.dataFormat === 'NCHW') return stock();
    const info = convInfo('Conv2DBackpropInput', inputShape, filter.shape, rest);
    const out = backend.makeOutput(inputShape, 'float32');
    const module = trainingModule(backend);
    withScratch(backend, scratchBytes(backend, info), (scratch) => {
      const [dyAt, filterAt, outAt] = [dy, filter, out].map((t) => addressOf(backend, t));
      module.conv2dInputGradient(dyAt, filterAt, outAt, ...geometry(info), scratch);
    });
    return out;
  },
};

function convInfo(
  owner: string,
  inputShape: number[],
  filterShape: number[],
  { strides, pad, dataFormat, dimRoundingMode }: Omit<Attrs, 'filterShape' | 'inputShape'>,
): ConvInfo {
  if (dataFormat === 'NCHW') {
    throw new Error(`${owner}: dataFormat must be "NHWC" on the wasm backend, got "NCHW".`);
  }
  return tf.backend_util.computeConv2DInfo(
    inputShape as Attrs['inputShape'],
    filterShape as Attrs['filterShape'],
    strides,
    1,
    pad,
    dimRoundingMode,
  );
}

function geometry(info: ConvInfo): number[] {
  return [
    info.batchSize,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outHeight,
    info.outWidth,
    info.outChannels,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.padInfo.top,
    info.padInfo.left,
  ];
}

function scratchBytes(backend: WasmBackend, info: ConvInfo): number {
  const patchesOfOneRow =
    info.outWidth * info.filterHeight * info.filterWidth * info.inChannels * 4;
  return (trainingModule(backend).CONV_SCRATCH.value as number) + patchesOfOneRow;
}
