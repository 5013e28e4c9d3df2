import { show } from '../show.js';
import type * as tf from '../tfjs/tf.js';
import type { Config } from './config.js';
import { tfjsName } from './naming.js';
import { DAMAGED, type Place, refuse } from './refusal.js';

export function inputFromKeras(
  config: Config,
  place: Place,
): { name: string; batchInputShape: (number | null)[]; dtype: tf.DataType } {
  const shape = config.batch_shape ?? config.batch_input_shape;
  const isShape =
    Array.isArray(shape) &&
    shape.every((size) => size === null || (Number.isInteger(size) && (size as number) >= 0));
  if (!isShape) refuse(place, `its batch_shape is ${show(shape)}`, DAMAGED);
  if (config.sparse === true || config.ragged === true || config.optional === true) {
    refuse(place, 'TensorFlow.js has no sparse, ragged or optional inputs', 'Use a dense one');
  }
  const written = config.dtype ?? 'float32';
  // What TensorFlow.js has of integers, and what Keras makes of other floats in layers of float32.
  const dtype = (typeof written === 'string' ? written : show(written))
    .replace(/^u?int(8|16|32|64)$/, 'int32')
    .replace(/^(b?float16|float64)$/, 'float32');
  if (!inputTypes.includes(dtype)) {
    refuse(
      place,
      `an input of dtype ${show(dtype)} is not exchanged`,
      'Use a type of floats or integers, or bool',
    );
  }
  return {
    name: tfjsName(String(config.name)),
    batchInputShape: shape as (number | null)[],
    dtype: dtype as tf.DataType,
  };
}

const inputTypes = ['float32', 'int32', 'bool'];

export function inputToKeras(shape: unknown, dtype: unknown, place: Place): Config {
  const type = dtype ?? 'float32';
  if (!inputTypes.includes(type as string)) {
    refuse(
      place,
      `an input of dtype ${show(type)} is not exchanged`,
      `Use ${inputTypes.join(', ')}`,
    );
  }
  return { batch_shape: shape, dtype: type, sparse: false };
}
