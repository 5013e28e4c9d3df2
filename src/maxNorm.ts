import type * as tf from './tfjs/tf.js';
import { type Axis, checkAxis, normalizeAxis } from './axes.js';
import { checkMaxValue, show } from './checks.js';
import { Constraint } from './tfjs/constraint.js';
import { layerTitle } from './tfjs/layers.js';
import { projectMaxNorm } from './projection.js';
import { knownUnitAxes, unitAxesOfRank } from './unitAxes.js';

export interface MaxNormArgs {
  /**
   * c, the largest L2 norm of a unit's incoming weights: positive and finite.
   *
   * @default 2
   */
  maxValue?: number;
  /**
   * The axes to reduce, as in Keras; `null` has them found from the layer.
   *
   * @default null
   */
  axis?: Axis;
}

/** A constraint's configuration, as saved. */
export type MaxNormConfig = { maxValue: number; axis: Axis };

const warned = new Set<string>();

/**
 * Max-norm regularization: keeps the L2 norm of every unit's incoming weights at most `maxValue`.
 *
 * The axes that hold one unit's weights are found from the layer; see {@link unitAxes}. One object may serve several
 * layers, each with its own axes. `maxValue` may be changed at any time and acts from the next update on.
 *
 * Registered as `MaxNorm`, in place of TensorFlow.js's own, so that the name `'maxNorm'` and every saved model use it.
 *
 * @throws If `maxValue` is not a positive finite number, or `axis` is no list of distinct integers.
 *
 * Source: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", JMLR 15 (2014);
 * the arguments are those of `keras.constraints.MaxNorm`.
 *
 * @example
 * ```ts
 * tf.layers.dense({ units: 512, activation: 'relu', kernelConstraint: new MaxNorm({ maxValue: 3 }) });
 * ```
 */
export class MaxNorm extends Constraint {
  static readonly className: string = 'MaxNorm';

  /** One for all the copies of this constraint that serve a layer each. */
  private readonly shared: { maxValue: number };
  private readonly givenAxis: Axis;
  private foundAxes: number[] | null = null;

  constructor(args: MaxNormArgs = {}) {
    super();
    const maxValue = args.maxValue ?? 2;
    const axis = args.axis ?? null;
    checkMaxValue('maxNorm', maxValue);
    checkAxis('maxNorm', axis);
    this.shared = { maxValue };
    this.givenAxis = Array.isArray(axis) ? [...axis] : axis;
  }

  /** c, the largest norm allowed. */
  get maxValue(): number {
    return this.shared.maxValue;
  }

  set maxValue(maxValue: number) {
    checkMaxValue('maxNorm', maxValue);
    this.shared.maxValue = maxValue;
  }

  /** The axes that are reduced: as given, or as found for the layer; `null` before that. */
  get axis(): Axis {
    const axis = this.givenAxis ?? this.foundAxes;
    return Array.isArray(axis) ? [...axis] : axis;
  }

  /** The projected weight, a new tensor. */
  override apply(weight: tf.Tensor): tf.Tensor {
    return projectMaxNorm(weight, this.maxValue, this.givenAxis ?? this.foundAxes);
  }

  override getConfig(): MaxNormConfig {
    return { maxValue: this.maxValue, axis: this.axis };
  }

  /**
   * This constraint as it serves one weight: with the weight's axes, and the same `maxValue` for good.
   *
   * @internal
   */
  forWeight(layer: tf.layers.Layer, weightName: string, shape: number[]): this {
    const found = Object.create(
      Object.getPrototypeOf(this) as object,
      Object.getOwnPropertyDescriptors(this),
    ) as this;
    if (this.givenAxis == null) {
      found.foundAxes = unitAxesOfRank('maxNorm', layer, weightName, shape.length);
    } else {
      const owner = `maxNorm on weight "${weightName}" of ${layerTitle(layer)}`;
      const axes = normalizeAxis(owner, this.givenAxis, shape.length);
      warnUnlessUnit(owner, axes, knownUnitAxes(layer, weightName, shape.length));
    }
    return found;
  }

  /**
   * TensorFlow.js reads this from what it takes for a saved constraint: an object that is none of its own. So does
   * another copy of TensorFlow.js, and then this is the one place to say so.
   *
   * @internal
   */
  get className(): string {
    throw new Error(
      'maxNorm: two copies of TensorFlow.js are loaded, one by tfjs-max-norm and another by the code that builds this ' +
        'layer, and neither accepts constraints of the other. List them with `npm ls @tensorflow/tfjs ' +
        '@tensorflow/tfjs-layers`, then make them one: `npm dedupe`, or the same version in package.json.',
    );
  }
}

/** The usual mistake is axis 0, Keras's default, on the kernel of a convolution. */
function warnUnlessUnit(owner: string, axes: number[], unit: number[] | null | undefined): void {
  if (unit == null || unit.join() === axes.join()) return;
  const warning =
    `${owner}: axis ${show(axes)} is used as given, but one unit's incoming weights are in ${show(unit)}: ` +
    `its norm is not what is bounded. Leave axis out to have it found.`;
  if (warned.has(warning)) return;
  warned.add(warning);
  console.warn(warning);
}

/**
 * Max-norm for a layer's `kernelConstraint`, `recurrentConstraint`, `depthwiseConstraint`, `pointwiseConstraint` or
 * `embeddingsConstraint`; see {@link MaxNorm}.
 *
 * @throws If `maxValue` is not a positive finite number, `axis` is no list of distinct integers, or an option has
 *   another name.
 *
 * @example
 * ```ts
 * tf.layers.conv2d({ filters: 32, kernelSize: 3, kernelConstraint: maxNorm({ maxValue: 2 }) });
 * ```
 */
export function maxNorm(args: MaxNormArgs = {}): MaxNorm {
  if (typeof args !== 'object' || args === null || Array.isArray(args)) {
    throw new Error(
      `maxNorm: the argument must be an object such as { maxValue: 2 }, got ${show(args)}.`,
    );
  }
  const unknown = Object.keys(args).find((key) => key !== 'maxValue' && key !== 'axis');
  if (unknown != null) {
    throw new Error(`maxNorm: there is no option "${unknown}"; the options are maxValue and axis.`);
  }
  return new MaxNorm(args);
}
