import * as tf from '../tfjs/tf.js';

type Shape5D = [number, number, number, number, number];

interface Attrs {
  strides: number | [number, number, number];
  pad: 'valid' | 'same';
  inputShape: Shape5D;
}

/** What `Conv3DTranspose` computes; upstream has no gradient for it, on any backend. */
export const conv3dTransposeGradient: tf.GradConfig = {
  kernelName: 'Conv3DBackpropInputV2',
  inputsToSave: ['dy', 'filter'],
  gradFunc: (gradient, saved, attrs) => {
    const [dy, filter] = saved as [tf.Tensor5D, tf.Tensor5D];
    const { strides, pad } = attrs as unknown as Attrs;
    const upstream = gradient as tf.Tensor5D;
    return {
      dy: () => tf.conv3d(upstream, filter, strides, pad),
      filter: () =>
        tf
          .engine()
          .runKernel<tf.Tensor>(
            'Conv3DBackpropFilterV2',
            { x: upstream, dy },
            { strides, pad, filterShape: filter.shape },
          ),
    };
  },
};
