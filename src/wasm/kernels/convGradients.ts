import * as tf from '../../tfjs/tf.js';
import { addressOf, withScratch, type WasmBackend } from '../backend.js';
import { trainingModule } from '../trainingModule.js';
import type { TrainingKernel } from './kernel.js';

type Shape4D = [number, number, number, number];
type Shape5D = [...Shape4D, number];

interface Attrs2D {
  strides: number | [number, number];
  pad: number | 'same' | 'valid' | tf.backend_util.ExplicitPadding;
  dataFormat: 'NHWC' | 'NCHW';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  filterShape: Shape4D;
  inputShape: Shape4D;
}

interface Attrs3D {
  strides: number | [number, number, number];
  pad: 'same' | 'valid';
  filterShape: Shape5D;
  inputShape: Shape5D;
}

export const conv2dBackpropFilter: TrainingKernel = {
  kernelName: 'Conv2DBackpropFilter',
  run: ({ inputs: { x, dy }, attrs, backend }) => {
    const { filterShape } = attrs as Attrs2D;
    const geometry = geometry2D(x.shape, filterShape, attrs as Attrs2D);
    return filterGradient(backend, x, dy, filterShape, geometry);
  },
};

/** The stock kernel visits every pixel once for every filter tap and channel, without blocking. */
export const conv2dBackpropInput: TrainingKernel = {
  kernelName: 'Conv2DBackpropInput',
  run: ({ inputs: { dy, filter }, attrs, backend }, stock) => {
    const { inputShape, dataFormat } = attrs as Attrs2D;
    if (dataFormat === 'NCHW') return stock();
    const geometry = geometry2D(inputShape, filter.shape, attrs as Attrs2D);
    return inputGradient(backend, dy, filter, inputShape, geometry);
  },
};

/** The stock kernel returns wrong gradients where strides are above 1. */
export const conv3dBackpropFilter: TrainingKernel = {
  kernelName: 'Conv3DBackpropFilterV2',
  run: ({ inputs: { x, dy }, attrs, backend }) => {
    const { filterShape } = attrs as Attrs3D;
    const geometry = geometry3D(x.shape, filterShape, attrs as Attrs3D);
    return filterGradient(backend, x, dy, filterShape, geometry);
  },
};

/** The stock kernel returns wrong gradients. */
export const conv3dBackpropInput: TrainingKernel = {
  kernelName: 'Conv3DBackpropInputV2',
  run: ({ inputs: { dy, filter }, attrs, backend }) => {
    const { inputShape } = attrs as Attrs3D;
    const geometry = geometry3D(inputShape, filter.shape, attrs as Attrs3D);
    return inputGradient(backend, dy, filter, inputShape, geometry);
  },
};

/** The sizes that both routines take, in their order, and how much memory to lend them. */
interface Geometry {
  sizes: number[];
  rowOfPatchesBytes: number;
}

function filterGradient(
  backend: WasmBackend,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  filterShape: number[],
  { sizes, rowOfPatchesBytes }: Geometry,
): tf.TensorInfo {
  const out = backend.makeOutput(filterShape, 'float32');
  const module = trainingModule(backend);
  withScratch(backend, Number(module.CONV_SCRATCH.value) + rowOfPatchesBytes, (scratch) => {
    const [xAt, dyAt, outAt] = [x, dy, out].map((tensor) => addressOf(backend, tensor));
    module.convFilterGradient(xAt, dyAt, outAt, ...sizes, scratch);
  });
  return out;
}

function inputGradient(
  backend: WasmBackend,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  inputShape: number[],
  { sizes, rowOfPatchesBytes }: Geometry,
): tf.TensorInfo {
  const out = backend.makeOutput(inputShape, 'float32');
  const module = trainingModule(backend);
  withScratch(backend, Number(module.CONV_SCRATCH.value) + rowOfPatchesBytes, (scratch) => {
    const [dyAt, filterAt, outAt] = [dy, filter, out].map((tensor) => addressOf(backend, tensor));
    module.convInputGradient(dyAt, filterAt, outAt, ...sizes, scratch);
  });
  return out;
}

function geometry2D(
  inputShape: number[],
  filterShape: number[],
  { strides, pad, dataFormat, dimRoundingMode }: Attrs2D,
): Geometry {
  if (dataFormat === 'NCHW') {
    throw new Error(
      'Conv2DBackpropFilter: dataFormat must be "NHWC" on the wasm backend, got "NCHW".',
    );
  }
  const info = tf.backend_util.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return geometryOf({
    ...info,
    inDepth: 1,
    outDepth: 1,
    filterDepth: 1,
    strideDepth: 1,
    padInfo: { ...info.padInfo, front: 0 },
  });
}

function geometry3D(
  inputShape: number[],
  filterShape: number[],
  { strides, pad }: Attrs3D,
): Geometry {
  return geometryOf(
    tf.backend_util.computeConv3DInfo(
      inputShape as Shape5D,
      filterShape as Shape5D,
      strides,
      1,
      pad,
    ),
  );
}

type Conv3DInfo = ReturnType<typeof tf.backend_util.computeConv3DInfo>;
type Sizes = Pick<
  Conv3DInfo,
  | `in${'Depth' | 'Height' | 'Width' | 'Channels'}`
  | `out${'Depth' | 'Height' | 'Width' | 'Channels'}`
  | `filter${'Depth' | 'Height' | 'Width'}`
  | `stride${'Depth' | 'Height' | 'Width'}`
  | 'batchSize'
> & { padInfo: { front: number; top: number; left: number } };

function geometryOf(info: Sizes): Geometry {
  const { filterDepth, filterHeight, filterWidth, inChannels, outWidth, padInfo } = info;
  return {
    sizes: [
      info.batchSize,
      info.inDepth,
      info.inHeight,
      info.inWidth,
      inChannels,
      info.outDepth,
      info.outHeight,
      outWidth,
      info.outChannels,
      filterDepth,
      filterHeight,
      filterWidth,
      info.strideDepth,
      info.strideHeight,
      info.strideWidth,
      padInfo.front,
      padInfo.top,
      padInfo.left,
    ],
    rowOfPatchesBytes: outWidth * filterDepth * filterHeight * filterWidth * inChannels * 4,
  };
}
