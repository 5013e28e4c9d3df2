import * as tf from '../tfjs/tf.js';

type Layer = tf.layers.Layer;
type Base<L> = (new (args: never) => L) & Pick<typeof tf.serialization.Serializable, 'fromConfig'>;

/** One of TensorFlow.js's own classes, to extend: it exports few of them. */
export function upstreamClass<L = Layer>(className: string): Base<L> {
  const [constructor] = tf.serialization.SerializationMap.getMap().classNameMap[className];
  return constructor as unknown as Base<L>;
}

/** The one input of a layer that takes one. */
export function oneTensor(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return Array.isArray(inputs) ? inputs[0] : inputs;
}

export function oneShape(shapes: tf.Shape | tf.Shape[]): tf.Shape {
  return Array.isArray(shapes[0]) ? shapes[0] : (shapes as tf.Shape);
}

/** Whether a layer is called to train. */
export function isTraining(kwargs: Record<string, unknown> | undefined): boolean {
  return kwargs?.training === true;
}
