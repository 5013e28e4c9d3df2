import { show } from '../show.js';
import * as tf from '../tfjs/tf.js';
import { interceptAddWeight } from '../tfjs/addWeight.js';
import { layerTitle } from '../tfjs/layers.js';

/**
 * Builds layers with a limited number of values in all: a topology can ask for layers of any size, and TensorFlow.js
 * allocates them before it looks at their weights.
 *
 * @throws If the layers ask for more.
 */
export async function limitWeights<T>(limit: number, build: () => Promise<T>): Promise<T> {
  let left = limit;
  const restore = interceptAddWeight(
    tf.layers.Layer.prototype,
    (addWeight) =>
      function (name, shape, ...rest) {
        left -= tf.util.sizeFromShape(shape);
        // Not `left < 0`: a size may be NaN.
        if (!(left >= 0)) {
          throw new Error(
            `its layers have more weights than its files hold: ${layerTitle(this)} asks for ${show(name)} of shape ${show(shape)}.`,
          );
        }
        return addWeight.call(this, name, shape, ...rest);
      },
  );
  try {
    return await build();
  } finally {
    restore();
  }
}
