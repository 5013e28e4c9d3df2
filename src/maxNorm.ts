import type * as tf from './tfjs/tf.js';
import { type Axis, checkAxis, normalizeAxis } from './axes.js';
import { checkMaxValue, checkOptions } from './checks.js';
import { Constraint } from './tfjs/constraint.js';
import { layerTitle } from './tfjs/layers.js';
import { projectMaxNorm } from './projection.js';
import { unitAxesOfRank, warnUnlessUnit } from './unitAxes.js';

export interface MaxNormArgs {
  /**
   * c, the largest L2 norm of a unit's incoming weights: positive and finite. The default is above the norms that units
   * start with (0.9 to 1.4), so that a small network trained with Adam may never reach it.
   *
   * @default 2
   */
  maxValue?: number;
  /**
   * The axes to reduce, as in Keras; with `null` they are found from the layer. One unit's incoming weights are
   *
   * - in a `Dense` kernel of shape `[inputDim, units]`: `axis: 0`;
   * - in a `Conv2D` kernel of shape `[rows, cols, inputDepth, filters]`: `axis: [0, 1, 2]`;
   * - in a `DepthwiseConv2D` kernel of shape `[rows, cols, inputDepth, depthMultiplier]`: `axis: [0, 1]`;
   * - in `Embedding` weights of shape `[inputDim, outputDim]`: `axis: 1`.
   *
   * @default null
   */
  axis?: Axis;
}

/** Marks this class for other copies of this package, whose `instanceof` does not know it. */
const MAX_NORM = Symbol.for('tfjs-max-norm/MaxNorm');

/** A constraint's configuration, as saved. */
export type MaxNormConfig = { maxValue: number; axis: Axis };

/**
 * Max-norm regularization: keeps the L2 norm of every unit's incoming weights at most `maxValue`.
 *
 * The axes that hold one unit's weights are found from the layer; see {@link unitAxes}. One object may serve several
 * layers, each with its own axes. `maxValue` may be changed at any time, and applies from the next update on.
 *
 * Registered as `MaxNorm`, in place of TensorFlow.js's own, so that the name `'maxNorm'` and every saved model use it.
 *
 * @throws {TypeError} If an option has another name, `maxValue` is not a number, or `axis` holds anything but numbers.
 * @throws {RangeError} If `maxValue` is not positive and finite, or `axis` is not a list of distinct integers.
 * @see Srivastava et al., {@link https://jmlr.org/papers/v15/srivastava14a.html | Dropout: A Simple Way to Prevent Neural
 *   Networks from Overfitting}, JMLR 15 (2014), section 5.1.
 * @see The arguments are those of {@link https://keras.io/api/layers/constraints/ | keras.constraints.MaxNorm}.
 *
 * @example
 * ```ts
 * tf.layers.dense({ units: 512, activation: 'relu', kernelConstraint: new MaxNorm({ maxValue: 3 }) });
 * ```
 */
export class MaxNorm extends Constraint {
  static readonly className: string = 'MaxNorm';

  /** Shared by all copies of this constraint, each of which serves one layer. */
  private readonly shared: { maxValue: number };
  private readonly givenAxis: Axis;
  private foundAxes: number[] | null = null;

  constructor(args: MaxNormArgs = {}) {
    super();
    checkOptions('maxNorm', args, ['maxValue', 'axis'], '{ maxValue: 2 }');
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

  /** The axes that are reduced: those given, or those found for the layer; `null` before they are found. */
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

  /** When TensorFlow.js loads a model, it adds the custom objects to the configuration. */
  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    const args = { ...config };
    delete args.customObjects;
    return new cls(args);
  }

  /**
   * A copy of this constraint for one weight: with the weight's axes, and a `maxValue` that stays the same as this
   * one's.
   *
   * @internal
   */
  forWeight(layer: tf.layers.Layer, weightName: string, shape: number[], caller = 'maxNorm'): this {
    const found = Object.create(
      Object.getPrototypeOf(this) as object,
      Object.getOwnPropertyDescriptors(this),
    ) as this;
    if (this.givenAxis == null) {
      found.foundAxes = unitAxesOfRank(caller, layer, weightName, shape.length);
    } else {
      const title = `${caller} on weight "${weightName}" of ${layerTitle(layer)}`;
      const axes = normalizeAxis(title, this.givenAxis, shape.length);
      warnUnlessUnit(title, axes, layer, weightName, shape);
    }
    return found;
  }

  /**
   * TensorFlow.js reads this from an object that is not one of its own constraints, which it takes to be a saved one.
   * Another copy of TensorFlow.js does so with this constraint, and this is the only place to report it.
   *
   * @internal
   */
  get className(): string {
    throw new Error(
      'maxNorm: two copies of TensorFlow.js are loaded, one by tfjs-max-norm and another by the code that builds this ' +
        'layer, and neither accepts constraints of the other. List them with `npm ls @tensorflow/tfjs-core ' +
        '@tensorflow/tfjs-layers`, then make them one: `npm dedupe`, or the same version in package.json.',
    );
  }
}

/**
 * Max-norm for a layer's `kernelConstraint`, `recurrentConstraint`, `depthwiseConstraint`, `pointwiseConstraint` or
 * `embeddingsConstraint`; see {@link MaxNorm}.
 *
 * @throws {TypeError} If an option has another name, `maxValue` is not a number, or `axis` holds anything but numbers.
 * @throws {RangeError} If `maxValue` is not positive and finite, or `axis` is not a list of distinct integers.
 *
 * @example
 * ```ts
 * tf.layers.conv2d({ filters: 32, kernelSize: 3, kernelConstraint: maxNorm({ maxValue: 2 }) });
 * ```
 */
export function maxNorm(args: MaxNormArgs = {}): MaxNorm {
  return new MaxNorm(args);
}

/** Whether a constraint is the MaxNorm of any copy of this package, not TensorFlow.js's own of the same name. */
export function isMaxNorm(constraint: Constraint | null): boolean {
  return constraint != null && MAX_NORM in constraint;
}

Object.defineProperty(MaxNorm.prototype, MAX_NORM, { value: true });

// TensorFlow.js reads these from what it takes to be a saved constraint. That includes the function and the class, if
// they are given to a layer uncalled.
Object.defineProperty(maxNorm, 'className', { get: refuseUncalled });
Object.defineProperty(MaxNorm, 'config', { get: refuseUncalled });

function refuseUncalled(): never {
  throw new TypeError(
    'maxNorm: the constraint of a layer must be a constraint, got a function that was not called: ' +
      'write maxNorm({ maxValue: 2 }).',
  );
}
