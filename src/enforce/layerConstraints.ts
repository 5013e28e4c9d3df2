import type * as tf from '../tfjs/tf.js';
import type { Constraint } from '../tfjs/constraint.js';
import { enforce } from './enforcement.js';
import { optionField } from '../tfjs/layerOptions.js';
import { fields, variableOf } from '../tfjs/layers.js';

type Layer = tf.layers.Layer;

/** A constraint that adapts itself to the weight it serves, as MaxNorm does to find its axes. */
interface AdaptingConstraint extends Constraint {
  forWeight(layer: Layer, weightName: string, shape: number[]): Constraint;
}

function adapts(constraint: Constraint): constraint is AdaptingConstraint {
  return typeof (constraint as Partial<AdaptingConstraint>).forWeight === 'function';
}

/** The constraint as it serves this weight, and is saved with its layer. */
export function adaptConstraint(
  constraint: Constraint,
  layer: Layer,
  weightName: string,
  shape: number[],
): Constraint {
  if (!adapts(constraint)) return constraint;
  const adapted = constraint.forWeight(layer, weightName, shape);
  const field = constraintField(layer, weightName, constraint);
  if (field != null) fields(layer)[field] = adapted;
  return adapted;
}

/** Makes a layer's constraint hold on one of its weights. */
export function enforceOnWeight(weight: tf.LayerVariable, constraint: Constraint): void {
  // TensorFlow.js would apply it a second time in `write`, and leak a tensor there.
  (weight as { constraint: Constraint | null }).constraint = null;
  enforce(variableOf(weight), constraint);
}

/** The usual field; else wherever a custom layer keeps it. */
function constraintField(
  layer: Layer,
  weightName: string,
  constraint: Constraint,
): string | undefined {
  const usual = optionField(weightName, 'Constraint');
  const holding = Object.keys(fields(layer)).filter((key) => fields(layer)[key] === constraint);
  return holding.includes(usual) ? usual : holding.length === 1 ? holding[0] : undefined;
}
