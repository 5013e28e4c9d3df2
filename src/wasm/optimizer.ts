import * as tf from '../tfjs/tf.js';
import { planFor, type TrainingKernel } from './kernels/kernel.js';
import { onWasm } from './patch.js';

/** What `applyGradients` of an optimizer takes. */
export type Gradients = tf.NamedTensorMap | { name: string; tensor: tf.Tensor | null }[];

/** A tensor that an optimizer keeps of one weight. */
export interface Slot {
  originalName: string;
  variable: tf.Variable;
}

/** A weight's update; the gradient is missing where the loss does not depend on it. */
export interface Update {
  weight: tf.Variable;
  gradient: tf.Tensor | null;
}

/**
 * The updates of one step, or `null` if the wasm kernel was not written for all of them: an optimizer goes by position
 * in what it keeps, whatever weights it met before.
 */
export function updatesFor(
  kernel: TrainingKernel,
  gradients: Gradients,
  inputsOf: (weight: tf.Variable, gradient: tf.Tensor, i: number) => tf.NamedTensorMap,
): Update[] | null {
  if (!onWasm()) return null;
  const entries: [string, tf.Tensor | null][] = Array.isArray(gradients)
    ? gradients.map(({ name, tensor }) => [name, tensor])
    : Object.entries(gradients);
  const variables: Record<string, tf.Variable | undefined> = tf.engine().registeredVariables;
  const updates: Update[] = [];
  for (const [i, [name, gradient]] of entries.entries()) {
    const weight = variables[name];
    if (weight == null) return null;
    // None of the kernels goes by attributes in what it takes.
    const fits = gradient == null || planFor(kernel, inputsOf(weight, gradient, i), {}) != null;
    if (!fits) return null;
    updates.push({ weight, gradient });
  }
  return updates;
}

/** The variable in slot `i`, made of zeros where there is none. */
export function slotOf(
  slots: Slot[],
  i: number,
  weight: tf.Variable,
  originalName: string,
): tf.Variable {
  slots[i] ??= { originalName, variable: tf.tidy(() => tf.zerosLike(weight).variable(false)) };
  return slots[i].variable;
}
