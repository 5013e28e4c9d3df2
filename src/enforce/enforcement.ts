import * as tf from '../tfjs/tf.js';
import type { Constraint } from '../tfjs/constraint.js';

/**
 * Only this file knows how assignment is intercepted. The symbols are those of the whole process, so that a second copy
 * of this package finds what the first one enforces and has released.
 */
const ENFORCED = Symbol.for('tfjs-max-norm/enforced');
const CONSTRAINTS = Symbol.for('tfjs-max-norm/constraints');

/** A constraint that a variable was given, and whether it is released for now. */
interface Given {
  constraint: Constraint;
  isReleased: boolean;
}

type EnforcedVariable = tf.Variable & { [ENFORCED]?: Constraint; [CONSTRAINTS]?: Given[] };

/**
 * Enforces a constraint on a variable, from now on and however it is assigned. `assign` is the one gate that every
 * optimizer, `setWeights` and `loadWeights` pass; the constraint is applied there, once per assignment. It replaces
 * those that the variable was given before.
 *
 * @throws What the constraint throws of the variable's value; it is not enforced then.
 */
export function enforce(variable: tf.Variable, constraint: Constraint): void {
  giveReleased(variable, constraint);
  const given = givenTo(variable);
  given[given.length - 1].isReleased = false;
  try {
    update(variable);
  } catch (error) {
    takeBack(variable, constraint);
    throw error;
  }
}

/** Gives a variable a constraint that is enforced only after {@link enforceReleased}. */
export function giveReleased(variable: tf.Variable, constraint: Constraint): void {
  const given = [...givenTo(variable), { constraint, isReleased: true }];
  Object.defineProperty(variable, CONSTRAINTS, { value: given, configurable: true });
}

/** Removes one constraint, whenever it was given. The latest of the others that is not released is enforced. */
export function takeBack(variable: tf.Variable, constraint: Constraint): void {
  const given = givenTo(variable).filter((one) => one.constraint !== constraint);
  Object.defineProperty(variable, CONSTRAINTS, { value: given, configurable: true });
  update(variable);
}

/** Releases a variable: assignment then works as in plain TensorFlow.js. Its value stays. */
export function release(variable: tf.Variable): void {
  for (const one of givenTo(variable)) one.isReleased = true;
  update(variable);
}

/** Enforces again what was released. */
export function enforceReleased(variable: tf.Variable): void {
  for (const one of givenTo(variable)) one.isReleased = false;
  update(variable);
}

/** The constraint that is enforced on a variable, if one is. */
export function enforcedConstraint(variable: tf.Variable): Constraint | null {
  return (variable as EnforcedVariable)[ENFORCED] ?? null;
}

/** The constraint that a variable was given last, enforced or released. */
export function latestConstraint(variable: tf.Variable): Constraint | null {
  const given = givenTo(variable);
  return given.length === 0 ? null : given[given.length - 1].constraint;
}

/** Assigns a value without applying the constraint, which is enforced again from the next assignment on. */
export function assignUnprojected(variable: tf.Variable, value: tf.Tensor): void {
  plainAssign(variable, value);
}

function givenTo(variable: tf.Variable): Given[] {
  return (variable as EnforcedVariable)[CONSTRAINTS] ?? [];
}

/** Intercepts assignment if a constraint is to be enforced, and stops doing so if none is. */
function update(variable: EnforcedVariable): void {
  const enforced = givenTo(variable).filter(({ isReleased }) => !isReleased);
  if (enforced.length === 0) {
    delete variable[ENFORCED];
    delete (variable as { assign?: unknown }).assign;
    return;
  }
  const { constraint } = enforced[enforced.length - 1];
  if (constraint === variable[ENFORCED]) return;
  Object.defineProperty(variable, ENFORCED, { value: constraint, configurable: true });
  Object.defineProperty(variable, 'assign', { value: assign, configurable: true, writable: true });
  if (!variable.isDisposed) variable.assign(variable);
}

function assign(this: EnforcedVariable, value: tf.Tensor): void {
  const fits = value.dtype === this.dtype && tf.util.arraysEqual(value.shape, this.shape);
  if (!fits) {
    plainAssign(this, value); // throws TensorFlow.js's own error
    return;
  }
  const constrained = tf.tidy(() => this[ENFORCED]!.apply(value));
  if (constrained === this) return;
  try {
    plainAssign(this, constrained);
  } finally {
    if (constrained !== value) constrained.dispose();
  }
}

function plainAssign(variable: tf.Variable, value: tf.Tensor): void {
  (Object.getPrototypeOf(variable) as tf.Variable).assign.call(variable, value);
}
