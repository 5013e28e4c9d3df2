import { show } from '../show.js';
import { enforcedConstraint } from '../enforce/enforcement.js';
import * as tf from '../tfjs/tf.js';
import { optionField } from '../tfjs/layerOptions.js';
import { fields } from '../tfjs/layers.js';
import { type ModelWeight, boundOf, constraintOf, normAxes } from '../model/modelWeights.js';
import type { NormFigures } from '../model/normFigures.js';
import { knownUnitAxes, sameAxes } from '../unitAxes.js';

/** What a weight's norms suggest. */
export interface NormAdvice {
  code:
    | 'exceeds-bound'
    | 'never-binds'
    | 'output-limited'
    | 'also-regularized'
    | 'axis-not-unit'
    | 'not-enforced'
    | 'not-finite';
  /** A sentence to print. */
  message: string;
}

/** How far above the bound, relative to it, is no rounding any more. */
const ABOVE = 1e-4;
/** With these, what c limits is how sure an output can be, not how large. */
const SATURATING = ['sigmoid', 'hardSigmoid', 'softmax', 'logSoftmax', 'softsign', 'tanh'];

/**
 * The thresholds are documented at {@link normReport}.
 *
 * @param cBinds Whether a unit of any weight with the same c is at the bound.
 */
export function adviceFor(
  weight: ModelWeight,
  figures: NormFigures,
  cBinds: boolean,
): NormAdvice[] {
  const advice: NormAdvice[] = [];
  const { max, atBound } = figures;
  const maxValue = boundOf(weight);
  if (!Number.isFinite(max)) {
    advice.push({
      code: 'not-finite',
      message: 'holds NaN or infinite values: training diverged.',
    });
  } else if (maxValue != null && max > maxValue * (1 + ABOVE)) {
    advice.push({
      code: 'exceeds-bound',
      message: `the bound was not enforced: the largest norm is ${round(max)} and c is ${round(maxValue)}.`,
    });
  } else if (maxValue != null && !cBinds) {
    advice.push({
      code: 'never-binds',
      message: `no unit with this c is at the bound: the largest norm is ${round(max)} and c is ${round(maxValue)}.`,
    });
  } else if (atBound != null && atBound > 0 && isUnboundedOutput(weight)) {
    advice.push({
      code: 'output-limited',
      message: `c = ${round(maxValue!)} limits how large the model's outputs can be: leave the constraint of this layer out, or scale the targets.`,
    });
  }
  if (constraintOf(weight) == null) return advice;

  const { holder, name, variable } = weight;
  if (maxValue != null && isRegularized(weight)) {
    advice.push({
      code: 'also-regularized',
      message: 'has a regularizer too: its penalty shrinks what the bound would limit.',
    });
  }
  const unit = knownUnitAxes(holder, name, variable.rank);
  const axes = normAxes(weight);
  if (unit != null && !sameAxes(axes, unit, variable.shape)) {
    advice.push({
      code: 'axis-not-unit',
      message: `axis ${show(axes)} is reduced, but one unit's incoming weights are in ${show(unit)}.`,
    });
  }
  if (enforcedConstraint(variable) == null) {
    advice.push({
      code: 'not-enforced',
      message:
        'its layer carries the constraint, but nothing enforces it: call enforceConstraints(model).',
    });
  }
  return advice;
}

/** Whether the weight's layer is a model's output, and its activation leaves the outputs as large as the weights allow. */
function isUnboundedOutput({ path, holder }: ModelWeight): boolean {
  const { activation } = fields(holder);
  if (!(path[0] instanceof tf.LayersModel)) return false;
  if (!(activation instanceof tf.serialization.Serializable)) return false;
  if (SATURATING.includes(activation.getClassName())) return false;
  return path.every((layer, i) => {
    if (!(layer instanceof tf.LayersModel)) return true;
    const sources = layer.outputs.map(({ sourceLayer }) => sourceLayer);
    return sources.includes(path[i + 1]) || sources.includes(holder);
  });
}

function isRegularized({ holder, name }: ModelWeight): boolean {
  const regularizer = fields(holder)[optionField(name, 'Regularizer')] as {
    getConfig(): Record<string, unknown>;
  } | null;
  if (regularizer == null) return false;
  const { l1, l2 } = regularizer.getConfig();
  return l1 !== 0 || l2 !== 0;
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}
