import * as tf from '../tfjs/tf.js';

interface Attributes {
  strides: [number, number];
  pad: 'valid' | 'same' | number;
  dataFormat?: string;
  /** Not there: 1. The layer DepthwiseConv2D without a dilation says `null`. */
  dilations?: [number, number] | number | null;
}

/** The names of a convolution's kernels of TensorFlow.js. */
interface Names {
  forward: string;
  input: string;
  filter: string;
}

const convolutions: Names[] = [
  { forward: 'Conv2D', input: 'Conv2DBackpropInput', filter: 'Conv2DBackpropFilter' },
  {
    forward: 'DepthwiseConv2dNative',
    input: 'DepthwiseConv2dNativeBackpropInput',
    filter: 'DepthwiseConv2dNativeBackpropFilter',
  },
];

/** Where the composed gradient is tested; elsewhere TensorFlow.js's own error stays. */
const tested = ['cpu', 'wasm', 'tensorflow', 'webgl'];

/**
 * Gives dilated convolutions a gradient. A kernel with holes sees each of `dilation ** 2` interleaved images by itself:
 * laid out as a larger batch they meet a kernel without holes, whose gradient the backends have.
 */
export function registerDilatedGradients(): void {
  for (const names of convolutions) {
    const own = tf.getGradient(names.forward);
    tf.registerGradient({
      ...own,
      gradFunc: (dy, saved, attributes) => {
        const {
          dilations,
          strides,
          pad,
          dataFormat = 'NHWC',
        } = attributes as unknown as Attributes;
        const [down, across = down] = [dilations ?? 1].flat();
        const isOwn = (down === 1 && across === 1) || dataFormat !== 'NHWC';
        if (isOwn || !tested.includes(tf.getBackend())) return own.gradFunc(dy, saved, attributes);
        const [x, filter] = saved as tf.Tensor4D[];
        const info = tf.backend_util.computeConv2DInfo(
          x.shape,
          filter.shape,
          strides,
          [down, across],
          pad,
          'floor',
          names.forward !== 'Conv2D',
        );
        return dilatedGradient(names, dy as tf.Tensor4D, x, filter, [down, across], info.padInfo);
      },
    });
  }
}

function dilatedGradient(
  names: Names,
  dy: tf.Tensor4D,
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  block: number[],
  { top, bottom, left, right }: tf.backend_util.PadInfo,
) {
  const padded = [x.shape[1] + top + bottom, x.shape[2] + left + right];
  // Up to a whole number of blocks.
  const extra = padded.map((size, i) => (block[i] - (size % block[i])) % block[i]);
  const paddings = [
    [top, bottom + extra[0]],
    [left, right + extra[1]],
  ];
  const images = (): tf.Tensor4D => tf.spaceToBatchND(x, block, paddings);
  const gradients = (): tf.Tensor4D =>
    tf.spaceToBatchND(
      dy,
      block,
      extra.map((size) => [0, size]),
    );
  const plain = {
    strides: [1, 1],
    pad: 'valid',
    dataFormat: 'NHWC',
    dilations: [1, 1],
    dimRoundingMode: null as never,
  };
  const run = (kernel: string, inputs: tf.NamedTensorMap, attributes: object): tf.Tensor4D =>
    tf.engine().runKernel(kernel, inputs, { ...plain, ...attributes });
  return {
    x: () =>
      tf.tidy(() => {
        const { shape } = images();
        const spread = run(names.input, { dy: gradients(), filter }, { inputShape: shape });
        return tf.batchToSpaceND(spread, block, paddings);
      }),
    filter: () =>
      tf.tidy(() =>
        run(names.filter, { x: images(), dy: gradients() }, { filterShape: filter.shape }),
      ),
  };
}
