import { show } from '../checks.js';
import { enforcedConstraint } from '../enforce/enforcement.js';
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
    | 'nearly-all-bound'
    | 'also-regularized'
    | 'axis-not-unit'
    | 'not-enforced'
    | 'not-finite';
  /** A sentence to print. */
  message: string;
}

/** How far above the bound, relative to it, is no rounding any more. */
const ABOVE = 1e-4;
const NEARLY_ALL = 0.95;
/** Of fewer units, all at the bound are no evidence: the one unit of a regression's output, say. */
const ENOUGH_UNITS = 10;

/** The thresholds are documented at {@link normReport}. */
export function adviceFor(weight: ModelWeight, figures: NormFigures): NormAdvice[] {
  const advice: NormAdvice[] = [];
  const { max, units, atBound } = figures;
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
  } else if (maxValue != null && atBound === 0) {
    advice.push({
      code: 'never-binds',
      message: `no unit is at the bound: the largest norm is ${round(max)} and c is ${round(maxValue)}.`,
    });
  } else if (atBound != null && atBound >= NEARLY_ALL && units >= ENOUGH_UNITS) {
    advice.push({
      code: 'nearly-all-bound',
      message: `${round(100 * atBound)} % of the units are at the bound: c = ${round(maxValue!)} may be too small.`,
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
