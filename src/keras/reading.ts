import type * as tf from '../tfjs/tf.js';

/** Which Keras wrote the file that is read: 2 differs from 3 in the meaning of a few names. */
export type KerasMajor = 2 | 3;

/** What reading needs in addition to the file. */
export interface Reading {
  major: KerasMajor;
  /** The caller's own activations, by the name that Keras saved. */
  activations: Record<string, (x: tf.Tensor) => tf.Tensor>;
}
