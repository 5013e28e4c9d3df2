import { show } from '../checks.js';
import * as tf from '../tfjs/tf.js';
import { Constraint } from '../tfjs/constraint.js';
import { enforce, enforcedConstraint, release } from './enforcement.js';

/**
 * Makes a constraint hold on a variable that belongs to no layer, from now on and however it is assigned:
 * `optimizer.minimize`, `applyGradients` or an update rule of one's own. Its value is projected at once.
 *
 * A constraint with automatic axes takes a vector for one unit, and has the units of a tensor of rank 2 or more on the
 * last axis, as {@link projectMaxNorm} does.
 *
 * @param variable The variable, float32 for max-norm.
 * @param constraint {@link maxNorm}, or one of TensorFlow.js's own such as `tf.constraints.nonNeg()`.
 * @returns A function that lets the variable go; its value stays.
 * @throws If `variable` is no `tf.Variable` or is held already, `constraint` is no constraint, or does not fit the
 *   variable.
 *
 * @example
 * ```ts
 * const w = tf.variable(tf.randomNormal([10, 4]));
 * const letGo = constrainVariable(w, maxNorm({ maxValue: 1 }));
 * const x = tf.randomNormal([32, 10]);
 * const loss = () => tf.mean(tf.square(tf.sub(tf.matMul(x, w), 5))) as tf.Scalar;
 * tf.train.sgd(0.1).minimize(loss, false, [w]);
 * unitNorms(w).print(); // none above 1
 * letGo();
 * ```
 */
export function constrainVariable(variable: tf.Variable, constraint: Constraint): () => void {
  if (!(variable instanceof tf.Variable)) {
    throw new Error(`constrainVariable: variable must be a tf.Variable, got ${show(variable)}.`);
  }
  if (!(constraint instanceof Constraint)) {
    throw new Error(
      `constrainVariable: constraint must be one such as maxNorm({ maxValue: 2 }), got ${show(constraint)}.`,
    );
  }
  if (enforcedConstraint(variable) != null) {
    throw new Error(
      `constrainVariable: variable "${variable.name}" is held by a constraint already; let it go first.`,
    );
  }
  const letGo = (): void => {
    if (enforcedConstraint(variable) === constraint) release(variable);
  };
  try {
    enforce(variable, constraint);
  } catch (error) {
    letGo();
    throw error;
  }
  return letGo;
}
