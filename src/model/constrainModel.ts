import type * as tf from '../tfjs/tf.js';
import { type Axis, checkAxis } from '../axes.js';
import { checkBoolean, checkMaxValue, checkOptions } from '../checks.js';
import type { Constraint } from '../tfjs/constraint.js';
import { giveReleased, latestConstraint, takeBack } from '../enforce/enforcement.js';
import { enforceOnWeight } from '../enforce/layerConstraints.js';
import { optionField } from '../tfjs/layerOptions.js';
import { fields, layerTitle } from '../tfjs/layers.js';
import { MaxNorm } from '../maxNorm.js';
import { type ModelWeight, constraintOf } from './modelWeights.js';
import { type WeightSelection, selectWeights } from './selectWeights.js';
import { isWithMaxNorm } from './withMaxNorm.js';

export interface ConstrainModelOptions extends WeightSelection {
  /** c, the largest L2 norm of a unit's incoming weights: positive and finite. */
  maxValue: number;
  /**
   * The axes to reduce, as in Keras, for every selected weight; with `null` they are found from each layer.
   *
   * @default null
   */
  axis?: Axis;
  /**
   * Replace the constraint of weights that have one already.
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

/** What {@link constrainModel} enforces. */
export interface ModelConstraint {
  /** The weights that are bounded. */
  readonly weights: readonly SelectedWeight[];
  /** The weights that were selected, but keep the constraint that they had before. */
  readonly kept: readonly SelectedWeight[];
  /** c for all of them. It may be changed at any time, applies from the next update on, and is saved. */
  maxValue: number;
  /**
   * Releases the weights: the constraint that each had before, if any, is enforced again. If several handles bound a
   * weight, they may be released in any order; the latest of the remaining ones is enforced.
   */
  release(): void;
}

/**
 * Bounds the weights of an existing model: compiled, in the middle of training, or loaded. From now on each selected
 * weight is bounded, and the bound is saved with the model. Weights outside of the bound are projected at once.
 *
 * By default it bounds every kernel, depthwise and pointwise kernel, including those in nested models, wrappers and
 * recurrent layers. A weight that has a constraint keeps it, unless `replace` is set; in a model that was built before
 * this package was imported, {@link enforceConstraints} enforces that one.
 *
 * A layer that has no option for the constraint (LayerNormalization, many custom layers) cannot save it: its weight is
 * still bounded, and a warning says so. Use {@link withMaxNorm} for those, or call this again after loading.
 *
 * @param model A model or a single layer, built.
 * @throws {TypeError} If `model` is not a layer or model of the TensorFlow.js that this package has loaded, or an option has
 *   another name or is of the wrong type. Nothing has changed then.
 * @throws {RangeError} If `model` is disposed, the selection matches no weight, a name in it matches none, `maxValue` is
 *   not positive and finite, `axis` does not fit a selected weight, or one has no incoming weights and no `axis` is given.
 *   Nothing has changed then.
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
  const names = ['maxValue', 'layers', 'weights', 'axis', 'replace'];
  checkOptions('constrainModel', options, names, '{ maxValue: 2 }');
  const { maxValue, axis = null, replace = false } = options;
  checkMaxValue('constrainModel', maxValue);
  checkAxis('constrainModel', axis);
  checkBoolean('constrainModel', 'replace', replace);
  const selected = selectWeights('constrainModel', model, options);
  const isKept = (weight: ModelWeight): boolean => !replace && constraintOf(weight) != null;
  const constraint = new MaxNorm({ maxValue, axis });
  // All of them first, so that one that does not fit throws before anything is changed.
  const bounded = selected
    .filter((weight) => !isKept(weight))
    .map((weight) => {
      const { holder, name, variable } = weight;
      const adapted = constraint.forWeight(holder, name, variable.shape, 'constrainModel');
      return { weight, adapted };
    });
  const releases = bounded.map(({ weight, adapted }) => enforceAndSave(weight, adapted));
  warnOfUnsaved(bounded.map(({ weight }) => weight).filter((weight) => !isSaved(weight)));
  return {
    weights: bounded.map(({ weight }) => describe(weight)),
    kept: selected
      .filter((weight) => !bounded.some((entry) => entry.weight === weight))
      .map(describe),
    get maxValue() {
      return constraint.maxValue;
    },
    set maxValue(value) {
      constraint.maxValue = value;
    },
    release: () => releases.forEach((release) => release()),
  };
}

function describe({ layer, weight, variable }: ModelWeight): SelectedWeight {
  return { layer, weight, shape: [...variable.shape] };
}

/** Enforces a constraint on a weight and makes its layer save it; returns a function that undoes both. */
function enforceAndSave(weight: ModelWeight, constraint: Constraint): () => void {
  const { path, holder, name, variable, layerVariable } = weight;
  const field = optionField(name, 'Constraint');
  // withMaxNorm saves its own.
  const isWrapped = path.some(isWithMaxNorm);
  const saves = !isWrapped && field in holder;
  const { constraint: unenforced } = layerVariable as { constraint?: Constraint | null };
  if (unenforced != null) giveReleased(variable, unenforced);
  enforceOnWeight(layerVariable, constraint);
  if (saves) fields(holder)[field] = constraint;
  return () => {
    takeBack(variable, constraint);
    if (saves && fields(holder)[field] === constraint) {
      fields(holder)[field] = latestConstraint(variable);
    }
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
