import * as tf from '../tfjs/tf.js';

/** The first input less the second, of the same shape or broadcast. */
export class Subtract extends tf.layers.Layer {
  static readonly className = 'Subtract';

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return broadcastShape(inputShape as tf.Shape[]);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [a, b] = inputs as tf.Tensor[];
    return tf.sub(a, b);
  }
}

/** The shape of an elementwise result. An unknown size stays unknown. */
export function broadcastShape(shapes: tf.Shape[]): tf.Shape {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[axis - rank + shape.length]);
    return sizes.find((size) => size != null && size !== 1) ?? (sizes.includes(null) ? null : 1);
  });
}
