import { checkModel } from '../checks.js';
import type * as tf from '../tfjs/tf.js';
import type { Constraint } from '../tfjs/constraint.js';
import { enforcedConstraint, release } from './enforcement.js';
import { adaptConstraint, enforceOnWeight } from './layerConstraints.js';
import { allLayers, ownWeights, variableOf, weightName } from '../tfjs/layers.js';

/** Constraints let go of, to be found again. */
const released = new WeakMap<tf.LayerVariable, Constraint>();

/**
 * Makes every constraint that a model's layers carry hold from now on, TensorFlow.js's own among them. Only for a model
 * that was built before this package was imported, or let go by {@link releaseConstraints}: any other is enforced already.
 *
 * Weights outside their constraint are projected at once. Layers inside wrappers and nested models are included.
 *
 * @param model A model or a single layer.
 * @returns How many weights are newly held; 0 when called again.
 * @throws If `model` is no layer or model of the TensorFlow.js that this package has loaded.
 *
 * @example
 * ```ts
 * const kernelConstraint = tf.constraints.nonNeg();
 * const model = tf.sequential({
 *   layers: [tf.layers.dense({ units: 2, inputShape: [3], kernelConstraint })],
 * });
 * // As it is where this package is imported only now.
 * releaseConstraints(model);
 *
 * enforceConstraints(model); // 1
 * enforceConstraints(model); // 0
 * ```
 */
export function enforceConstraints(model: tf.layers.Layer): number {
  checkModel('enforceConstraints', model);
  let count = 0;
  for (const layer of allLayers(model)) {
    for (const weight of ownWeights(layer)) {
      const carried = (weight as { constraint?: Constraint | null }).constraint;
      const constraint = carried ?? released.get(weight);
      if (constraint == null || enforcedConstraint(variableOf(weight)) != null) continue;
      enforceOnWeight(
        weight,
        adaptConstraint(constraint, layer, weightName(weight), variableOf(weight).shape),
      );
      released.delete(weight);
      count++;
    }
  }
  return count;
}

/**
 * Lets go of every weight that a model's constraints hold: from now on they are free, in training and when loaded.
 * The layers keep their constraints, and are saved with them; {@link enforceConstraints} makes them hold again.
 *
 * @param model A model or a single layer.
 * @returns How many weights were let go; 0 when called again.
 * @throws If `model` is no layer or model of the TensorFlow.js that this package has loaded.
 *
 * @example
 * ```ts
 * const model = tf.sequential({
 *   layers: [tf.layers.dense({ units: 2, inputShape: [3], kernelConstraint: maxNorm() })],
 * });
 * releaseConstraints(model); // 1
 * ```
 */
export function releaseConstraints(model: tf.layers.Layer): number {
  checkModel('releaseConstraints', model);
  let count = 0;
  for (const layer of allLayers(model)) {
    for (const weight of ownWeights(layer)) {
      const constraint = enforcedConstraint(variableOf(weight));
      if (constraint == null) continue;
      released.set(weight, constraint);
      release(variableOf(weight));
      count++;
    }
  }
  return count;
}
