import { checkModel } from '../tfjs/checks.js';
import type * as tf from '../tfjs/tf.js';
import type { Constraint } from '../tfjs/constraint.js';
import { allLayers, ownWeights, variableOf, weightName } from '../tfjs/layers.js';
import { enforcedConstraint, enforceReleased, release } from './enforcement.js';
import { adaptConstraint, enforceOnWeight } from './layerConstraints.js';

/**
 * Enforces, from now on, every constraint that a model's layers carry, including TensorFlow.js's own. Only needed for a
 * model that was built before this package was imported, or released by {@link releaseConstraints}: in any other model
 * they are enforced already.
 *
 * Weights outside their constraint are projected at once. Layers inside wrappers and nested models are included.
 *
 * @param model A model or a single layer.
 * @returns On how many weights a constraint is newly enforced; 0 when called again.
 * @throws {TypeError} If `model` is not a layer or model of the TensorFlow.js that this package has loaded.
 * @throws {RangeError} If `model` is disposed.
 *
 * @example
 * ```ts
 * const kernelConstraint = tf.constraints.nonNeg();
 * const model = tf.sequential({
 *   layers: [tf.layers.dense({ units: 2, inputShape: [3], kernelConstraint })],
 * });
 * // As if this package were imported only now.
 * releaseConstraints(model);
 *
 * enforceConstraints(model); // 1
 * enforceConstraints(model); // 0
 * ```
 */
export function enforceConstraints(model: tf.layers.Layer): number {
  checkModel('enforceConstraints', 'model', model);
  let count = 0;
  for (const layer of allLayers(model)) {
    for (const weight of ownWeights(layer)) {
      const variable = variableOf(weight);
      if (enforcedConstraint(variable) != null) continue;
      const { constraint } = weight as { constraint?: Constraint | null };
      if (constraint == null) enforceReleased(variable);
      else {
        const name = weightName(weight);
        enforceOnWeight(weight, adaptConstraint(constraint, layer, name, variable.shape));
      }
      if (enforcedConstraint(variable) != null) count++;
    }
  }
  return count;
}

/**
 * Releases every weight on which a model's constraints are enforced: from now on it is free, in training and when loaded.
 * The layers keep their constraints, and are saved with them; {@link enforceConstraints} enforces them again.
 *
 * @param model A model or a single layer.
 * @returns How many weights were released; 0 when called again.
 * @throws {TypeError} If `model` is not a layer or model of the TensorFlow.js that this package has loaded.
 * @throws {RangeError} If `model` is disposed.
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
  checkModel('releaseConstraints', 'model', model);
  let count = 0;
  for (const layer of allLayers(model)) {
    for (const variable of ownWeights(layer).map(variableOf)) {
      if (enforcedConstraint(variable) == null) continue;
      release(variable);
      count++;
    }
  }
  return count;
}
