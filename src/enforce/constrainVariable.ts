import { show } from '../show.js';
import { checkConstraint, checkVariable } from '../tfjs/checks.js';
import type { Constraint } from '../tfjs/constraint.js';
import type * as tf from '../tfjs/tf.js';
import { enforce, enforcedConstraint, takeBack } from './enforcement.js';

/**
 * Enforces a constraint on a variable that belongs to no layer, from now on and however it is assigned: by
 * `optimizer.minimize`, `applyGradients` or your own update rule. Its value is projected at once.
 *
 * A constraint without `axis` takes a vector to be one unit, and a tensor of rank 2 or more to have its units on the
 * last axis, as {@link projectMaxNorm} does.
 *
 * @param variable The variable, float32 for max-norm.
 * @param constraint {@link maxNorm}, or one of TensorFlow.js's own such as `tf.constraints.nonNeg()`.
 * @returns A function that releases the variable; its value stays.
 * @throws {TypeError} If `variable` is not a `tf.Variable`, or `constraint` is not a constraint.
 * @throws {RangeError} If `variable` is disposed, a constraint is enforced on it already, or `constraint` does not fit it.
 *
 * @example
 * ```ts
 * const w = tf.variable(tf.randomNormal([10, 4]));
 * const release = constrainVariable(w, maxNorm({ maxValue: 1 }));
 * const x = tf.randomNormal([32, 10]);
 * const loss = () => tf.mean(tf.square(tf.sub(tf.matMul(x, w), 5))) as tf.Scalar;
 * tf.train.sgd(0.1).minimize(loss, false, [w]);
 * unitNorms(w).print(); // none above 1
 * release();
 * ```
 */
export function constrainVariable(variable: tf.Variable, constraint: Constraint): () => void {
  checkVariable('constrainVariable', 'variable', variable);
  checkConstraint('constrainVariable', 'constraint', constraint);
  if (enforcedConstraint(variable) != null) {
    throw new RangeError(
      `constrainVariable: variable must be free, got "${variable.name}", on which a constraint is enforced already; ` +
        'release it first.',
    );
  }
  try {
    enforce(variable, constraint);
  } catch (error) {
    const { name, dtype, shape } = variable;
    throw new RangeError(
      `constrainVariable: constraint must fit variable "${name}" (${dtype}, ${show(shape)}): ${String(error)}`,
    );
  }
  return () => takeBack(variable, constraint);
}
