import * as tf from '@tensorflow/tfjs';
import { show } from '../axes.js';
import { layerTitle } from '../layers.js';

type AddWeight = (
  this: tf.layers.Layer,
  name: string,
  shape: number[],
  ...rest: unknown[]
) => tf.LayerVariable;

/**
 * Builds layers that may hold so many values together and no more: a topology can ask for layers of any size, and
 * TensorFlow.js allocates them before it looks at the weights that are to go into them.
 *
 * @throws If the layers ask for more.
 */
export async function limitWeights<T>(limit: number, build: () => Promise<T>): Promise<T> {
  const prototype = tf.layers.Layer.prototype as unknown as { addWeight: AddWeight };
  const addWeight = prototype.addWeight;
  let left = limit;
  prototype.addWeight = function (name, shape, ...rest) {
    left -= shape.reduce((size, length) => size * length, 1);
    // Not `left < 0`: a size may be NaN.
    if (!(left >= 0)) {
      throw new Error(
        `its layers have more weights than its files hold: ${layerTitle(this)} asks for ${show(name)} of shape ${show(shape)}.`,
      );
    }
    return addWeight.call(this, name, shape, ...rest);
  };
  try {
    return await build();
  } finally {
    prototype.addWeight = addWeight;
  }
}
