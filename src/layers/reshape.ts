import type * as tf from '../tfjs/tf.js';
import { prototypeOf } from '../tfjs/layers.js';
import { oneShape } from './base.js';

interface Reshape extends tf.layers.Layer {
  targetShape: tf.Shape;
}

/**
 * Mends Reshape of TensorFlow.js, which leaves the size unknown that -1 stands for: Flatten and Dense need it. And
 * Flatten, which refuses what is flat already.
 */
export function mendReshape(): void {
  Object.assign(prototypeOf('Flatten'), { assertInputCompatibility: () => undefined });
  const prototype = prototypeOf('Reshape') as Reshape;
  prototype.computeOutputShape = function (inputShape) {
    const [batch, ...sizes] = oneShape(inputShape);
    const product = (shape: tf.Shape): number => shape.reduce<number>((a, b) => a * (b ?? 1), 1);
    const rest = sizes.includes(null) ? null : product(sizes) / product(this.targetShape);
    return [batch, ...this.targetShape.map((size) => size ?? rest)];
  };
}
