import * as tf from '../tfjs/tf.js';
import type { Constraint } from '../tfjs/constraint.js';

/** A symbol of the whole process: a second copy of this package finds what the first one holds. */
const ENFORCED = Symbol.for('tfjs-max-norm/enforced');

type EnforcedVariable = tf.Variable & { [ENFORCED]?: Constraint };

/**
 * Makes a constraint hold on a variable, from now on and however it is assigned. `assign` is the one gate that every
 * optimizer, `setWeights` and `loadWeights` pass; the constraint is applied there, once an assignment.
 */
export function enforce(variable: tf.Variable, constraint: Constraint): void {
  Object.defineProperty(variable, ENFORCED, { value: constraint, configurable: true });
  Object.defineProperty(variable, 'assign', { value: assign, configurable: true, writable: true });
  variable.assign(variable);
}

/** Lets a variable go: it is assigned as plain TensorFlow.js does. Its value stays. */
export function release(variable: tf.Variable): void {
  delete (variable as EnforcedVariable)[ENFORCED];
  delete (variable as { assign?: unknown }).assign;
}

/** The constraint that holds on a variable, if one does. */
export function enforcedConstraint(variable: tf.Variable): Constraint | null {
  return (variable as EnforcedVariable)[ENFORCED] ?? null;
}

function assign(this: EnforcedVariable, value: tf.Tensor): void {
  const plainAssign = (Object.getPrototypeOf(this) as { assign: typeof assign }).assign;
  const fits = value.dtype === this.dtype && tf.util.arraysEqual(value.shape, this.shape);
  if (!fits) {
    plainAssign.call(this, value); // throws TensorFlow.js's own error
    return;
  }
  const constrained = tf.tidy(() => this[ENFORCED]!.apply(value));
  if (constrained === this) return;
  try {
    plainAssign.call(this, constrained);
  } finally {
    if (constrained !== value) constrained.dispose();
  }
}
