import type * as tf from '../tfjs/tf.js';
import type { Constraint } from '../tfjs/constraint.js';
import { optionField } from '../tfjs/layerOptions.js';
import { fields, layerTitle, variableOf } from '../tfjs/layers.js';
import { warnUnlessUnit } from '../unitAxes.js';
import { enforce } from './enforcement.js';

type Layer = tf.layers.Layer;

/** A constraint that makes a copy for each weight, as MaxNorm does to find its axes. */
interface AdaptingConstraint extends Constraint {
  forWeight(layer: Layer, weightName: string, shape: number[]): Constraint;
}

function adapts(constraint: Constraint): constraint is AdaptingConstraint {
  return typeof (constraint as Partial<AdaptingConstraint>).forWeight === 'function';
}

/** The constraint for this weight, which is saved with its layer. */
export function adaptConstraint(
  constraint: Constraint,
  layer: Layer,
  weightName: string,
  shape: number[],
): Constraint {
  if (!adapts(constraint)) {
    warnOfAxis(constraint, layer, weightName, shape);
    return constraint;
  }
  const adapted = constraint.forWeight(layer, weightName, shape);
  const field = constraintField(layer, weightName, constraint);
  if (field != null) fields(layer)[field] = adapted;
  return adapted;
}

/** Those of TensorFlow.js that bound a norm, by their class names. */
const BOUNDING = ['MaxNorm', 'MinMaxNorm', 'UnitNorm'];

/** Without `axis`, they reduce axis 0 of any weight. */
function warnOfAxis(
  constraint: Constraint,
  layer: Layer,
  weightName: string,
  shape: number[],
): void {
  const name = constraint.getClassName?.();
  if (!BOUNDING.includes(name)) return;
  const { axis } = constraint.getConfig() as { axis: number | number[] };
  const axes = (Array.isArray(axis) ? axis : [axis]).map((a) => (a < 0 ? a + shape.length : a));
  const title = `${name} on weight "${weightName}" of ${layerTitle(layer)}`;
  warnUnlessUnit(title, axes.sort(), layer, weightName, shape);
}

/** Enforces a layer's constraint on one of its weights. */
export function enforceOnWeight(weight: tf.LayerVariable, constraint: Constraint): void {
  // TensorFlow.js would apply it a second time in `write`, and leak a tensor there.
  (weight as { constraint: Constraint | null }).constraint = null;
  enforce(variableOf(weight), constraint);
}

/** The usual field, or the one in which a custom layer keeps it. */
function constraintField(
  layer: Layer,
  weightName: string,
  constraint: Constraint,
): string | undefined {
  const usual = optionField(weightName, 'Constraint');
  const holding = Object.keys(fields(layer)).filter((key) => fields(layer)[key] === constraint);
  return holding.includes(usual) ? usual : holding.length === 1 ? holding[0] : undefined;
}
