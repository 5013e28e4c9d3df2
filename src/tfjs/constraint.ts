import * as tf from './tf.js';

/**
 * The base class of TensorFlow.js's constraints, for your own: `class MyConstraint extends Constraint`. TensorFlow.js
 * accepts no other, and does not export it.
 *
 * @example
 * ```ts
 * class Halve extends Constraint {
 *   static readonly className = 'Halve';
 *   override apply(weight: tf.Tensor): tf.Tensor {
 *     return tf.div(weight, 2);
 *   }
 *   override getConfig(): tf.serialization.ConfigDict {
 *     return {};
 *   }
 * }
 * tf.serialization.registerClass(Halve);
 *
 * const w = tf.variable(tf.tensor1d([2, 4]));
 * constrainVariable(w, new Halve());
 * w.print(); // [1, 2]
 * ```
 */
export type Constraint = ReturnType<typeof tf.constraints.nonNeg>;

type ConstraintConstructor = (abstract new () => Constraint) &
  Pick<typeof tf.serialization.Serializable, 'fromConfig'>;

export const Constraint = Object.getPrototypeOf(
  tf.constraints.nonNeg().constructor,
) as ConstraintConstructor;
