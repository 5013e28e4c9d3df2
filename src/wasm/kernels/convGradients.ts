import * as tf from '../../tfjs/tf.js';
import { addressOf, type WasmBackend } from '../../kernels/wasmBackend.js';
import { imagesOf, partsOf, runCalls } from '../threads.js';
import { trainingModule } from '../trainingModule.js';
import { FLOAT32, sameShape, type TrainingKernel } from './kernel.js';

type Shape4D = [number, number, number, number];
type Shape5D = [...Shape4D, number];

interface Attrs2D {
  strides: number | [number, number];
  pad: number | 'same' | 'valid' | tf.backend_util.ExplicitPadding;
  dataFormat: 'NHWC' | 'NCHW';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

interface Attrs3D {
  strides: number | [number, number, number];
  pad: 'same' | 'valid';
}

export interface Geometry {
  image: number[];
  filter: number[];
  /** The shape of what the convolution returns. */
  result: number[];
  /** The sizes that both routines take, in their order. */
  sizes: number[];
  rowOfPatchesBytes: number;
  operations: number;
}

/** `null` where the routines have no such convolution. */
type GeometryOf = (imageShape: number[], filterShape: number[], attrs: object) => Geometry | null;

export const conv2dBackpropFilter = filterGradient('Conv2DBackpropFilter', geometry2D);

/** The stock kernel visits every pixel once for every filter tap and channel, without blocking. */
export const conv2dBackpropInput = inputGradient('Conv2DBackpropInput', geometry2D);

/** The stock kernel returns wrong gradients where strides are above 1. */
export const conv3dBackpropFilter = filterGradient('Conv3DBackpropFilterV2', geometry3D);

/** The stock kernel returns wrong gradients. */
export const conv3dBackpropInput = inputGradient('Conv3DBackpropInputV2', geometry3D);

function filterGradient(
  kernelName: string,
  geometryOf: GeometryOf,
): TrainingKernel<'x' | 'dy', Geometry> {
  return {
    kernelName,
    otherwise: 'cpu',
    dtypes: { x: FLOAT32, dy: FLOAT32 },
    plan({ x }, attrs) {
      const { filterShape } = attrs as { filterShape: number[] };
      const sizes = geometryOf(x.shape, filterShape, attrs);
      if (sizes == null || !sameShape(filterShape, sizes.filter)) return null;
      return { reads: { x: sizes.image, dy: sizes.result }, writes: [filterShape], sizes };
    },
    run({ inputs: { x, dy }, outputs: [out], sizes: geometry, backend }) {
      const { sizes, filter, operations } = geometry;
      const [xAt, dyAt, outAt] = [x, dy, out].map((tensor) => addressOf(backend, tensor));
      const patchSize = tf.util.sizeFromShape(filter.slice(0, -1));
      const calls = partsOf(backend, patchSize, operations, 4, 1).map(([first, end]) => [
        xAt,
        dyAt,
        outAt,
        ...sizes,
        first,
        end,
      ]);
      runCalls(backend, 'convFilterGradient', calls, scratchBytes(backend, geometry));
      return out;
    },
  };
}

function inputGradient(
  kernelName: string,
  geometryOf: GeometryOf,
): TrainingKernel<'dy' | 'filter', Geometry> {
  return {
    kernelName,
    otherwise: 'cpu',
    dtypes: { dy: FLOAT32, filter: FLOAT32 },
    plan({ filter }, attrs) {
      const { inputShape } = attrs as { inputShape: number[] };
      const sizes = geometryOf(inputShape, filter.shape, attrs);
      if (sizes == null || !sameShape(inputShape, sizes.image)) return null;
      return { reads: { dy: sizes.result, filter: sizes.filter }, writes: [inputShape], sizes };
    },
    run({ inputs: { dy, filter }, outputs: [out], sizes: geometry, backend }) {
      const [, ...sizes] = geometry.sizes;
      const filterAt = addressOf(backend, filter);
      const parts = imagesOf(backend, [dy, out], geometry.operations);
      const calls = parts.map(({ count, addresses: [dyAt, outAt] }) => [
        dyAt,
        filterAt,
        outAt,
        count,
        ...sizes,
      ]);
      runCalls(backend, 'convInputGradient', calls, scratchBytes(backend, geometry));
      return out;
    },
  };
}

export function scratchBytes(backend: WasmBackend, { rowOfPatchesBytes }: Geometry): number {
  return Number(trainingModule(backend).CONV_SCRATCH.value) + rowOfPatchesBytes;
}

export function geometry2D(
  imageShape: number[],
  filterShape: number[],
  attrs: object,
): Geometry | null {
  const { strides, pad, dataFormat, dimRoundingMode } = attrs as Attrs2D;
  if (dataFormat === 'NCHW') return null;
  const info = tf.backend_util.computeConv2DInfo(
    imageShape as Shape4D,
    filterShape as Shape4D,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const { image, filter, result, ...rest } = geometryOf({
    ...info,
    inDepth: 1,
    outDepth: 1,
    filterDepth: 1,
    strideDepth: 1,
    padInfo: { ...info.padInfo, front: 0 },
  });
  const [batch, , ...imageSizes] = image;
  const [, , ...resultSizes] = result;
  return {
    image: [batch, ...imageSizes],
    filter: filter.slice(1),
    result: [batch, ...resultSizes],
    ...rest,
  };
}

function geometry3D(imageShape: number[], filterShape: number[], attrs: object): Geometry {
  const { strides, pad } = attrs as Attrs3D;
  return geometryOf(
    tf.backend_util.computeConv3DInfo(
      imageShape as Shape5D,
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
  const { batchSize, inChannels, outChannels, outWidth, padInfo } = info;
  const image = [batchSize, info.inDepth, info.inHeight, info.inWidth, inChannels];
  const result = [batchSize, info.outDepth, info.outHeight, outWidth, outChannels];
  const window = [info.filterDepth, info.filterHeight, info.filterWidth];
  return {
    image,
    filter: [...window, inChannels, outChannels],
    result,
    sizes: [
      ...image,
      ...result.slice(1),
      ...window,
      info.strideDepth,
      info.strideHeight,
      info.strideWidth,
      padInfo.front,
      padInfo.top,
      padInfo.left,
    ],
    rowOfPatchesBytes: tf.util.sizeFromShape([outWidth, ...window, inChannels]) * 4,
    operations: 2 * tf.util.sizeFromShape([...result, ...window, inChannels]),
  };
}
