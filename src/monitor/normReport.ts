import { checkBoolean, checkOptions } from '../checks.js';
import { checkModel } from '../tfjs/checks.js';
import type * as tf from '../tfjs/tf.js';
import { boundOf, constraintOf, isKernel, modelWeights, normAxes } from '../model/modelWeights.js';
import { type NormAdvice, adviceFor } from './normAdvice.js';
import { type NormFigures, downloadNorms, normFigures } from '../model/normFigures.js';

export interface NormReportOptions {
  /**
   * Report the kernels without a constraint as well, recurrent kernels and embeddings among them.
   *
   * @default false
   */
  kernels?: boolean;
}

/** One weight of a {@link normReport}. */
export interface NormRow extends NormFigures {
  /** The layer's name, after those of the nested models around it: `encoder/dense_1`. */
  layer: string;
  /** The weight within that layer: `kernel`, `forward_lstm_1/kernel`. */
  weight: string;
  /** The weight's shape, such as `[inputDim, units]`. */
  shape: number[];
  /** The class name of the weight's constraint; `null` where there is none. */
  constraint: string | null;
  /** c; `null` where the constraint has none, or there is no constraint. */
  maxValue: number | null;
  /** The axes that are reduced to get a unit's norm: the constraint's; without one, the unit's. */
  axis: number[];
  /** What the figures suggest; empty if they suggest nothing. */
  advice: NormAdvice[];
}

/**
 * The norms of a model's constrained weights: does the bound have any effect, and on which layers?
 *
 * A unit counts as at the bound from `0.9999 * maxValue` on, because the projection and the norm are both float32.
 * Layers inside wrappers and nested models are included; a shared layer has one row. TensorFlow.js's own constraints
 * have rows too.
 *
 * Advice is given where
 * - `exceeds-bound`: a norm is above `1.0001 * maxValue`: the bound was not enforced;
 * - `never-binds`: no unit is at the bound, in this weight or another with the same c: c is too large to matter, or
 *   training has not come that far;
 * - `output-limited`: a unit is at the bound, its layer is one of the model's outputs, and no sigmoid, softmax or other
 *   saturating activation follows: c limits how large the outputs can be;
 * - `also-regularized`: the weight has an L1 or L2 regularizer too;
 * - `axis-not-unit`: the constraint reduces axes other than those of a unit's incoming weights;
 * - `not-enforced`: the layer carries the constraint and nothing enforces it;
 * - `not-finite`: the weight holds NaN or infinite values.
 *
 * @param model A model or a single layer, built.
 * @returns One row for each weight, in the model's order. It is a promise because the norms are downloaded (all
 *   together), and WebGPU allows no synchronous download.
 * @throws {TypeError} If `model` is not a layer or model of the TensorFlow.js that this package has loaded, or an option has
 *   another name or is not a boolean.
 * @throws {RangeError} If `model` is disposed.
 *
 * @example
 * ```ts
 * const model = tf.sequential();
 * model.add(tf.layers.dense({ units: 64, inputShape: [10], kernelConstraint: maxNorm({ maxValue: 2 }) }));
 * model.add(tf.layers.dense({ units: 1 }));
 * const [row] = await normReport(model);
 * console.log(row.layer, row.max, row.atBound, row.advice);
 * ```
 */
export async function normReport(
  model: tf.layers.Layer,
  options: NormReportOptions = {},
): Promise<NormRow[]> {
  checkModel('normReport', 'model', model);
  checkOptions('normReport', options, ['kernels'], '{ kernels: true }');
  const { kernels = false } = options;
  checkBoolean('normReport', 'kernels', kernels);
  const reported = modelWeights(model).filter(
    (weight) => constraintOf(weight) != null || (kernels && isKernel(weight)),
  );
  const norms = await downloadNorms(
    reported.map((weight) => ({ variable: weight.variable, axes: normAxes(weight) })),
  );
  const bounds = reported.map(boundOf);
  const figures = norms.map((of, i) => normFigures(of, bounds[i]));
  const binding = new Set(bounds.filter((_, i) => figures[i].atBound));
  return reported.map((weight, i) => ({
    layer: weight.layer,
    weight: weight.weight,
    shape: [...weight.variable.shape],
    constraint: constraintOf(weight)?.getClassName() ?? null,
    maxValue: bounds[i],
    axis: normAxes(weight),
    ...figures[i],
    advice: adviceFor(weight, figures[i], binding.has(bounds[i])),
  }));
}
