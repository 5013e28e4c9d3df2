import * as tf from '../tfjs/tf.js';
import { prototypeOf } from '../tfjs/layers.js';
import { type Activation } from './activations.js';
import { oneShape, oneTensor } from './base.js';

interface Convolution extends tf.layers.Layer {
  rank: 1 | 2;
  kernelSize: number[];
  strides: number[];
  padding: 'valid' | 'same' | 'causal';
  dataFormat: 'channelsFirst' | 'channelsLast';
  dilationRate: number[];
  activation: Activation | null;
  kernel: tf.LayerVariable;
  bias: tf.LayerVariable | null;
}

/**
 * Mends Conv1D and Conv2D of TensorFlow.js: causal padding, which it declares and does not compute, and dilated kernels,
 * whose gradient it does not have.
 */
export function mendConvolutions(): void {
  for (const className of ['Conv1D', 'Conv2D']) {
    const prototype = prototypeOf(className) as Convolution;
    // eslint-disable-next-line @typescript-eslint/unbound-method -- both are called on each layer below
    const { call, computeOutputShape } = prototype;
    prototype.computeOutputShape = function (inputShape) {
      const shape = computeOutputShape.call(this, inputShape) as tf.Shape;
      if (this.padding !== 'causal') return shape;
      const axis = this.dataFormat === 'channelsLast' ? 1 : 2;
      const length = oneShape(inputShape)[axis];
      shape[axis] = length == null ? null : Math.ceil(length / this.strides[0]);
      return shape;
    };
    prototype.call = function (inputs, kwargs) {
      const isDilated = this.dilationRate.some((rate) => rate > 1);
      return isDilated || this.padding === 'causal'
        ? convolve(this, oneTensor(inputs))
        : call.call(this, inputs, kwargs);
    };
  }
}

function convolve(layer: Convolution, input: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const channels = input.rank - 1;
    const isFirst = layer.dataFormat === 'channelsFirst';
    const space = Array.from({ length: layer.rank }, (_, i) => i + 1);
    let x = isFirst ? tf.transpose(input, [0, ...space.map((axis) => axis + 1), 1]) : input;
    if (layer.padding === 'causal') {
      const before = layer.dilationRate[0] * (layer.kernelSize[0] - 1);
      x = tf.pad(x, [
        [0, 0],
        [before, 0],
        [0, 0],
      ]);
    }
    const pad = layer.padding === 'same' ? 'same' : 'valid';
    const kernel = layer.kernel.read();
    const { strides, dilationRate } = layer;
    let y: tf.Tensor =
      layer.rank === 1
        ? tf.conv1d(
            x as tf.Tensor3D,
            kernel as tf.Tensor3D,
            strides[0],
            pad,
            'NWC',
            dilationRate[0],
          )
        : tf.conv2d(
            x as tf.Tensor4D,
            kernel as tf.Tensor4D,
            strides as [number, number],
            pad,
            'NHWC',
            dilationRate as [number, number],
          );
    if (layer.bias != null) y = tf.add(y, layer.bias.read());
    if (isFirst) y = tf.transpose(y, [0, channels, ...space]);
    return layer.activation == null ? y : layer.activation.apply(y);
  });
}
