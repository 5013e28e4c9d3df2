import * as tf from '../tfjs/tf.js';

/** Where the composed gradient is tested; elsewhere TensorFlow.js's own error stays. */
const tested = ['cpu'];

interface Attributes {
  strides: [number, number];
  pad: 'valid' | 'same' | number;
  dataFormat: string;
  dilations: [number, number] | number;
}

/**
 * Gives dilated convolutions a gradient. A kernel with holes sees each of `dilation ** 2` interleaved images by itself:
 * laid out as a larger batch they meet a kernel without holes, whose gradient every backend has.
 */
export function registerDilatedGradient(): void {
  const own = tf.getGradient('Conv2D');
  tf.registerGradient({
    ...own,
    gradFunc: (dy, saved, attributes) => {
      const { dilations, strides, pad, dataFormat } = attributes as unknown as Attributes;
      const block = [dilations].flat();
      if (block.every((rate) => rate === 1) || !tested.includes(tf.getBackend())) {
        return own.gradFunc(dy, saved, attributes);
      }
      if (dataFormat !== 'NHWC') return own.gradFunc(dy, saved, attributes);
      return dilatedGradient(dy as tf.Tensor4D, saved as tf.Tensor4D[], block, strides, pad);
    },
  });
}

function dilatedGradient(
  dy: tf.Tensor4D,
  [x, filter]: tf.Tensor4D[],
  block: number[],
  strides: [number, number],
  pad: Attributes['pad'],
) {
  const info = tf.backend_util.computeConv2DInfo(
    x.shape,
    filter.shape,
    strides,
    block as [number, number],
    pad,
  );
  const { top, bottom, left, right } = info.padInfo;
  const padded = [x.shape[1] + top + bottom, x.shape[2] + left + right];
  // Up to a whole number of blocks.
  const extra = padded.map((size, i) => (block[i] - (size % block[i])) % block[i]);
  const paddings = [
    [top, bottom + extra[0]],
    [left, right + extra[1]],
  ];
  const rows = (): tf.Tensor4D => tf.spaceToBatchND(x, block, paddings);
  const gradients = (): tf.Tensor4D =>
    tf.spaceToBatchND(
      dy,
      block,
      extra.map((size) => [0, size]),
    );
  return {
    x: () =>
      tf.tidy(() => {
        const shape = rows().shape;
        const spread = tf.conv2dTranspose(gradients(), filter, shape, 1, 'valid');
        return tf.batchToSpaceND(spread, block, paddings);
      }),
    filter: () =>
      tf.tidy(() =>
        tf.engine().runKernel<tf.Tensor>(
          'Conv2DBackpropFilter',
          { x: rows(), dy: gradients() },
          {
            strides: [1, 1],
            pad: 'valid',
            dataFormat: 'NHWC',
            dimRoundingMode: null as never,
            filterShape: filter.shape,
          },
        ),
      ),
  };
}
