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
  kernel?: tf.LayerVariable;
  depthwiseKernel?: tf.LayerVariable;
  bias: tf.LayerVariable | null;
}

/**
 * Mends Conv1D, Conv2D and DepthwiseConv2D of TensorFlow.js: causal padding, which it declares and does not compute,
 * dilated kernels, whose gradient it does not have, and the dilation of depthwise ones, which it leaves out.
 */
export function mendConvolutions(): void {
  for (const className of ['Conv1D', 'Conv2D', 'DepthwiseConv2D']) {
    const prototype = prototypeOf(className) as Convolution;
    // eslint-disable-next-line @typescript-eslint/unbound-method -- both are called on each layer below
    const { call, computeOutputShape } = prototype;
    prototype.computeOutputShape = function (inputShape) {
      const shape = computeOutputShape.call(this, inputShape) as tf.Shape;
      const first = this.dataFormat === 'channelsLast' ? 1 : 2;
      for (let i = 0; i < this.rank; i++) {
        shape[first + i] = outputLength(this, oneShape(inputShape)[first + i], i);
      }
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

function outputLength(layer: Convolution, length: number | null, i: number): number | null {
  const lost = layer.padding === 'valid' ? layer.dilationRate[i] * (layer.kernelSize[i] - 1) : 0;
  return length == null ? null : Math.ceil((length - lost) / layer.strides[i]);
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
    const kernel = (layer.depthwiseKernel ?? layer.kernel)!.read();
    const [strides, rates] = [layer.strides, layer.dilationRate] as [number, number][];
    const operation = layer.depthwiseKernel == null ? tf.conv2d : tf.depthwiseConv2d;
    let y: tf.Tensor =
      layer.rank === 1
        ? tf.conv1d(x as tf.Tensor3D, kernel as tf.Tensor3D, strides[0], pad, 'NWC', rates[0])
        : operation(x as tf.Tensor4D, kernel as tf.Tensor4D, strides, pad, 'NHWC', rates);
    if (layer.bias != null) y = tf.add(y, layer.bias.read());
    if (isFirst) y = tf.transpose(y, [0, channels, ...space]);
    return layer.activation == null ? y : layer.activation.apply(y);
  });
}
