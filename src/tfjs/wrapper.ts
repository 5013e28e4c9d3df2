import * as tf from './tf.js';

/** The base class of TensorFlow.js's layers around another layer, which it does not export. */
export interface Wrapper extends tf.layers.Layer {
  readonly layer: tf.layers.Layer;
}

interface WrapperArgs {
  layer: tf.layers.Layer;
  name?: string;
  batchInputShape?: tf.Shape;
  dtype?: tf.DataType;
}

type WrapperConstructor = (abstract new (args: WrapperArgs) => Wrapper) &
  Pick<typeof tf.serialization.Serializable, 'fromConfig'>;

const [TimeDistributed] =
  tf.serialization.SerializationMap.getMap().classNameMap['TimeDistributed'];

export const Wrapper = Object.getPrototypeOf(TimeDistributed) as WrapperConstructor;
