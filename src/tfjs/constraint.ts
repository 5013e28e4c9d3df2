import * as tf from './tf.js';

/** The base class of TensorFlow.js's constraints. TensorFlow.js accepts no other, and does not export it. */
export type Constraint = ReturnType<typeof tf.constraints.nonNeg>;

type ConstraintConstructor = (abstract new () => Constraint) &
  Pick<typeof tf.serialization.Serializable, 'fromConfig'>;

export const Constraint = Object.getPrototypeOf(
  tf.constraints.nonNeg().constructor,
) as ConstraintConstructor;
