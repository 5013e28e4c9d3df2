import type * as tf from '../tfjs/tf.js';
import { prototypeOf } from '../tfjs/layers.js';
import { oneShape } from './base.js';

interface Reshape extends tf.layers.Layer {
  targetShape: tf.Shape;
  fixUnknownDimension(inputShape: tf.Shape, outputShape: tf.Shape): tf.Shape;
}

/**
 * Mends Reshape of TensorFlow.js, which leaves the size that -1 stands for unknown as long as the batch is: Flatten and
 * Dense need it. And Flatten, which refuses what is flat already.
 */
export function mendReshape(): void {
  Object.assign(prototypeOf('Flatten'), { assertInputCompatibility: () => undefined });
  const prototype = prototypeOf('Reshape') as Reshape;
  prototype.computeOutputShape = function (inputShape) {
    const [batch, ...sizes] = oneShape(inputShape);
    const isKnown = !sizes.includes(null);
    return [
      batch,
      ...(isKnown ? this.fixUnknownDimension(sizes, this.targetShape) : this.targetShape),
    ];
  };
}
