import type * as tf from '../tfjs/tf.js';
import type { Axis } from '../axes.js';
import { checkMaxValue, checkOptions } from '../checks.js';
import { Constraint } from '../tfjs/constraint.js';
import { enforcedConstraint, release } from '../enforce/enforcement.js';
import { enforceOnWeight } from '../enforce/layerConstraints.js';
import { optionField } from '../tfjs/layerOptions.js';
import { fields, layerTitle } from '../tfjs/layers.js';
import { MaxNorm } from '../maxNorm.js';
import { type ModelWeight, constraintOf } from './modelWeights.js';
import { type WeightSelection, selectWeights } from './selectWeights.js';

export interface ConstrainModelOptions extends WeightSelection {
  /** c, the largest L2 norm of a unit's incoming weights: positive and finite. */
  maxValue: number;
  /**
   * The axes to reduce, as in Keras, for every selected weight; `null` has them found from each layer.
   *
   * @default null
   */
  axis?: Axis;
  /**
   * Bound weights that carry a constraint already, too, in its place.
   *
   * @default false
   */
  replace?: boolean;
}

/** A weight that {@link constrainModel} selected. */
export interface SelectedWeight {
  /** The layer's name, after those of the nested models around it: `encoder/dense_1`. */
  layer: string;
  /** The weight within that layer: `kernel`, `forward_lstm_1/kernel`. */
  weight: string;
  shape: number[];
}

/** What {@link constrainModel} holds. */
export interface ModelConstraint {
  /** The weights that are held. */
  readonly weights: readonly SelectedWeight[];
  /** The weights that were selected, and keep the constraint that they carried before. */
  readonly kept: readonly SelectedWeight[];
  /** c for all of them. It may be changed at any time, acts from the next update on, and is what is saved. */
  maxValue: number;
  /** Lets the weights go: what each carried before, nothing or another constraint, is in force again. */
  release(): void;
}

/**
 * Bounds the weights of a finished model: compiled, in the middle of training, or loaded. From now on each selected
 * weight is held, and the bound is saved with the model. Weights outside of the bound are projected at once.
 *
 * By default every kernel, depthwise and pointwise kernel is, at whatever depth: in nested models, wrappers and recurrent
 * layers. A weight that carries a constraint keeps it, unless `replace` is set; in a model that was built before this
 * package was imported, {@link enforceConstraints} makes that one hold.
 *
 * A layer that has no option for the constraint (LayerNormalization, many custom layers) cannot save it: its weight is
 * held all the same, and a warning says so. Use {@link withMaxNorm} for those, or call this again after loading.
 *
 * @param model A model or a single layer, built.
 * @throws If the selection matches no weight, a name in it matches none, `maxValue` is not a positive finite number, or
 *   a selected weight has no incoming weights and no `axis` is given. Nothing has changed then.
 *
 * @example
 * ```ts
 * const model = tf.sequential();
 * model.add(tf.layers.conv2d({ filters: 8, kernelSize: 3, inputShape: [28, 28, 1] }));
 * model.add(tf.layers.flatten());
 * model.add(tf.layers.dense({ name: 'logits', units: 10 }));
 *
 * const bound = constrainModel(model, { maxValue: 3, layers: (layer) => layer.name !== 'logits' });
 * console.log(bound.weights); // the convolution's kernel
 * bound.maxValue = 2;
 * bound.release();
 * ```
 */
export function constrainModel(
  model: tf.layers.Layer,
  options: ConstrainModelOptions,
): ModelConstraint {
  checkOptions('constrainModel', options, ['maxValue', 'layers', 'weights', 'axis', 'replace']);
  const { maxValue, axis = null, replace = false } = options;
  checkMaxValue('constrainModel', maxValue);
  const selected = selectWeights('constrainModel', model, options);
  const isKept = (weight: ModelWeight): boolean => !replace && constraintOf(weight) != null;
  const constraint = new MaxNorm({ maxValue, axis });
  // All of them first: one that does not fit throws before anything is changed.
  const held = selected
    .filter((weight) => !isKept(weight))
    .map((weight) => ({
      weight,
      adapted: constraint.forWeight(weight.holder, weight.name, weight.variable.shape),
    }));
  const undo = held.map(({ weight, adapted }) => enforceAndSave(weight, adapted));
  warnOfUnsaved(held.map(({ weight }) => weight).filter((weight) => !isSaved(weight)));
  return {
    weights: held.map(({ weight }) => describe(weight)),
    kept: selected.filter((weight) => !held.some((entry) => entry.weight === weight)).map(describe),
    get maxValue() {
      return constraint.maxValue;
    },
    set maxValue(value) {
      constraint.maxValue = value;
    },
    release: () => undo.forEach((letGo) => letGo()),
  };
}

function describe({ layer, weight, variable }: ModelWeight): SelectedWeight {
  return { layer, weight, shape: [...variable.shape] };
}

/** Enforces a constraint on a weight and has its layer save it; returns how to take both back. */
function enforceAndSave(weight: ModelWeight, constraint: Constraint): () => void {
  const { path, holder, name, variable, layerVariable } = weight;
  const before = enforcedConstraint(variable);
  const field = optionField(name, 'Constraint');
  // withMaxNorm saves its own.
  const isWrapped = path.some((layer) => layer.getClassName() === 'WithMaxNorm');
  const saves = !isWrapped && field in holder;
  const carried = fields(holder)[field];
  if (saves) fields(holder)[field] = constraint;
  enforceOnWeight(layerVariable, constraint);
  return () => {
    if (saves && fields(holder)[field] === constraint) fields(holder)[field] = carried;
    if (enforcedConstraint(variable) !== constraint) return;
    if (before == null) release(variable);
    else enforceOnWeight(layerVariable, before);
  };
}

function isSaved({ holder, name }: ModelWeight): boolean {
  return holder.getConfig()[optionField(name, 'Constraint')] != null;
}

function warnOfUnsaved(unsaved: ModelWeight[]): void {
  if (unsaved.length === 0) return;
  const names = unsaved.map(({ name, holder }) => `"${name}" of ${layerTitle(holder)}`);
  console.warn(
    `constrainModel: these weights are bounded from now on, but their layers have no option to save the constraint in: ` +
      `${names.join(', ')}. Put withMaxNorm around the layers, or call constrainModel again after loading.`,
  );
}
