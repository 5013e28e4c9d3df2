import type * as tf from '../tfjs/tf.js';
import { type Axis, checkAxis } from '../axes.js';
import { checkMaxValue, checkNames, checkOptions, refuseType } from '../checks.js';
import { enforceOnWeight } from '../enforce/layerConstraints.js';
import { checkModel } from '../tfjs/checks.js';
import { classNames, fields, layerTitle } from '../tfjs/layers.js';
import { MaxNorm } from '../maxNorm.js';
import { constraintOf } from './modelWeights.js';
import { selectWeights } from './selectWeights.js';
import { Wrapper } from '../tfjs/wrapper.js';

type Layer = tf.layers.Layer;
type Shapes = Parameters<Layer['build']>[0];
type Inputs = Parameters<Layer['call']>[0];
type Kwargs = Parameters<Layer['call']>[1];

export interface WithMaxNormArgs {
  /** The layer to bound, of any class. */
  layer: Layer;
  /**
   * c, the largest L2 norm of a unit's incoming weights: positive and finite.
   *
   * @default 2
   */
  maxValue?: number;
  /**
   * The axes to reduce, as in Keras, for every bounded weight; with `null` they are found from the layer.
   *
   * @default null
   */
  axis?: Axis;
  /**
   * Weights to bound besides `kernel`, `depthwise_kernel` and `pointwise_kernel`, by name: `recurrent_kernel`, `gamma`,
   * or a custom layer's.
   *
   * @default []
   */
  weights?: string[];
  /** Shape of one example, for the first layer of a model. By default the wrapped layer's. */
  inputShape?: tf.Shape;
  /** As `inputShape`, with the batch size in front. */
  batchInputShape?: tf.Shape;
}

const OPTIONS = ['layer', 'maxValue', 'axis', 'weights', 'inputShape', 'batchInputShape'];

/** What a saved configuration has in addition, which the factory does not take. */
interface RestoredArgs extends WithMaxNormArgs {
  name?: string;
}

/**
 * The layer around a layer that {@link withMaxNorm} makes. Registered under this name, so that models with it load
 * wherever this package is imported.
 */
export class WithMaxNorm extends Wrapper {
  static readonly className: string = 'WithMaxNorm';

  private readonly constraint: MaxNorm;
  private readonly weightNames: string[];

  constructor(args: RestoredArgs) {
    checkOptions('withMaxNorm', args, [...OPTIONS, 'name'], '{ layer, maxValue: 2 }');
    const { layer, inputShape, weights = [] } = args;
    checkModel('withMaxNorm', 'layer', layer);
    if (args.maxValue != null) checkMaxValue('withMaxNorm', args.maxValue);
    checkAxis('withMaxNorm', args.axis);
    checkNames('withMaxNorm', 'weights', weights);
    checkShape('inputShape', inputShape);
    checkShape('batchInputShape', args.batchInputShape);
    super({
      layer,
      // Weights are named after their layer: with its name, they are those of the bare layer.
      name: args.name ?? layer.name,
      batchInputShape:
        args.batchInputShape ?? (inputShape ? [null, ...inputShape] : layer.batchInputShape),
      dtype: layer.dtype,
    });
    this.constraint = new MaxNorm({ maxValue: args.maxValue, axis: args.axis });
    this.weightNames = [...weights];
    this.supportsMasking = layer.supportsMasking;
    this.inputSpec = layer.inputSpec;
    this.initialWeights = layer.initialWeights;
  }

  /** c, the largest norm allowed. It may be changed at any time, applies from the next update on, and is saved. */
  get maxValue(): number {
    return this.constraint.maxValue;
  }

  set maxValue(maxValue: number) {
    this.constraint.maxValue = maxValue;
  }

  override build(inputShape: Shapes): void {
    const { layer } = this;
    if (!layer.built) {
      layer.build(inputShape);
      layer.built = true;
    }
    this.inputSpec = layer.inputSpec;
    for (const weight of selectWeights('withMaxNorm', layer, { weights: this.weightNames })) {
      const { name, holder, variable, layerVariable } = weight;
      const carried = constraintOf(weight);
      if (carried != null) {
        throw new RangeError(
          `withMaxNorm: weight "${name}" of ${layerTitle(holder)} must carry no constraint, got ` +
            `${carried.getClassName()}; leave one of the two out.`,
        );
      }
      const adapted = this.constraint.forWeight(holder, name, variable.shape, 'withMaxNorm');
      enforceOnWeight(layerVariable, adapted);
    }
    this.built = true;
  }

  override computeOutputShape(inputShape: Shapes): Shapes {
    return this.layer.computeOutputShape(inputShape);
  }

  override computeMask(...args: Parameters<Layer['computeMask']>): tf.Tensor | tf.Tensor[] {
    return this.layer.computeMask(...args);
  }

  override calculateLosses(): tf.Scalar[] {
    return this.layer.calculateLosses();
  }

  /** A recurrent layer's initial states are inputs after the first, so that they are part of the model's graph. */
  override apply(...[inputs, kwargs]: Parameters<Layer['apply']>): ReturnType<Layer['apply']> {
    const { initialState, ...others } = kwargs ?? {};
    return initialState == null
      ? super.apply(inputs, kwargs)
      : super.apply([inputs, initialState].flat() as tf.SymbolicTensor[], others);
  }

  override call(inputs: Inputs, kwargs: Kwargs): tf.Tensor | tf.Tensor[] {
    return this.isRecurrent && Array.isArray(inputs) && inputs.length > 1
      ? this.layer.call(inputs[0], { ...kwargs, initialState: inputs.slice(1) })
      : this.layer.call(inputs, kwargs);
  }

  override assertInputCompatibility(inputs: Parameters<Layer['apply']>[0]): void {
    super.assertInputCompatibility(
      this.isRecurrent && Array.isArray(inputs) ? inputs.slice(0, 1) : inputs,
    );
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { goBackwards } = this.layer.getConfig();
    return {
      ...super.getConfig(),
      maxValue: this.constraint.maxValue,
      axis: this.constraint.axis,
      // TensorFlow.js rewrites strings in a saved configuration, except for names.
      weightNames: this.weightNames.map((name) => ({ name })),
      // Bidirectional reverses it in the configuration of its layer.
      ...(goBackwards == null ? {} : { goBackwards }),
    };
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    const { goBackwards, weightNames, layer, name, maxValue, axis, batchInputShape } = config;
    const { className, config: layerConfig } = layer as tf.serialization.ConfigDict;
    // A copy, because TensorFlow.js deletes from it, and Bidirectional reads it twice.
    const copy = { ...(layerConfig as tf.serialization.ConfigDict) };
    if (goBackwards != null) copy.goBackwards = goBackwards;
    const names = (weightNames as { name: string }[]).map(({ name }) => name);
    const own = { name, maxValue, axis, batchInputShape, weights: names };
    return super.fromConfig(cls, { ...own, layer: { className, config: copy } });
  }

  // What Bidirectional and RNN expect of their layer or cell.

  override get stateful(): boolean {
    return this.layer.stateful;
  }

  override resetStates(states?: tf.Tensor | tf.Tensor[]): void {
    (this.layer as tf.RNN).resetStates(states);
  }

  get states(): unknown {
    return fields(this.layer).states;
  }

  get stateSize(): unknown {
    return fields(this.layer).stateSize;
  }

  get returnSequences(): unknown {
    return fields(this.layer).returnSequences;
  }

  get returnState(): unknown {
    return fields(this.layer).returnState;
  }

  set stateSpec(stateSpec: unknown) {
    fields(this.layer).stateSpec = stateSpec;
  }

  private get isRecurrent(): boolean {
    return this.returnState !== undefined;
  }
}

/** Whether a layer is a {@link WithMaxNorm} of any copy of this package. */
export function isWithMaxNorm(layer: Layer): layer is WithMaxNorm {
  return classNames(layer).includes(WithMaxNorm.className);
}

/**
 * Bounds a layer of any class by a layer around it, like Keras's `SpectralNormalization(layer)`: a custom layer, a
 * layer without a constraint option, or LayerNormalization's gamma with an explicit axis. If a layer has
 * `kernelConstraint`, {@link maxNorm} there is simpler and does the same.
 *
 * Everything else is as for the bare layer: outputs, masks, losses, states. The wrapper has the layer's name, and its
 * weights have their names and order, so that `setWeights` and weight files work for both. It is saved with its model.
 * It may be used inside `tf.layers.timeDistributed` and `tf.layers.bidirectional`, or around them.
 *
 * @returns A layer whose `maxValue` may be changed at any time.
 * @throws {TypeError} If an option has another name or is of the wrong type.
 * @throws {RangeError} If `layer` is disposed, `maxValue` is not positive and finite, or `axis` is not a list of distinct
 *   integers. When built, if the layer has no weight to bound, one named in `weights` is missing, one carries a constraint
 *   already, or `axis` does not fit one.
 *
 * @example
 * ```ts
 * const model = tf.sequential();
 * model.add(withMaxNorm({ layer: tf.layers.dense({ units: 8, inputShape: [4] }), maxValue: 3 }));
 * model.add(withMaxNorm({ layer: tf.layers.layerNormalization(), weights: ['gamma'], axis: 0, maxValue: 2 }));
 * ```
 */
export function withMaxNorm(args: WithMaxNormArgs): WithMaxNorm {
  checkOptions('withMaxNorm', args, OPTIONS, '{ layer, maxValue: 2 }');
  return new WithMaxNorm(args);
}

function checkShape(name: string, shape: unknown): void {
  if (shape == null) return;
  const isSize = (size: unknown): boolean =>
    size === null || (Number.isInteger(size) && (size as number) >= 0);
  if (Array.isArray(shape) && Array.from<unknown>(shape).every(isSize)) return;
  refuseType('withMaxNorm', name, 'a shape: a list of sizes, or null for any size', shape);
}
