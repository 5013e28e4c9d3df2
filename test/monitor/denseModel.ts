import * as tf from '@tensorflow/tfjs';

/** A Dense layer [2, 4] of norms 5, 0, 1 and 0.5 before its constraint. */
export const KERNEL = [3, 0, 1, 0.3, 4, 0, 0, 0.4];

export function denseModel(
  args: Partial<Parameters<typeof tf.layers.dense>[0]> = {},
): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.dense({
        name: 'hidden',
        units: 4,
        inputShape: [2],
        weights: [tf.tensor(KERNEL, [2, 4]), tf.zeros([4])],
        ...args,
      }),
      tf.layers.dense({ name: 'out', units: 1 }),
    ],
  });
}
