import * as tf from '../tfjs/tf.js';
import { type AddWeight } from '../tfjs/addWeight.js';
import { fields } from '../tfjs/layers.js';
import { oneShape, oneTensor } from './base.js';

type Args = Parameters<typeof tf.layers.flatten>[0];

/** `x * scale + offset`, with one number or one for each channel. TensorFlow.js's Rescaling takes one number. */
export class ChannelRescaling extends tf.layers.Layer {
  static readonly className = 'ChannelRescaling';
  readonly scale: number | number[];
  readonly offset: number | number[];

  constructor({ scale, offset, ...args }: Args & Pick<ChannelRescaling, 'scale' | 'offset'>) {
    super(args);
    this.scale = scale;
    this.offset = offset ?? 0;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const scaled = tf.mul(tf.cast(oneTensor(inputs), 'float32'), tf.tensor(this.scale));
      return tf.add(scaled, tf.tensor(this.offset));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), scale: this.scale, offset: this.offset };
  }
}

interface NormalizationArgs {
  /** The axes that keep a mean and a variance of their own. */
  axis?: number | number[] | null;
  /** Given ones; without them they are weights, as Keras's `adapt` has found them. */
  mean?: number | number[] | null;
  variance?: number | number[] | null;
  invert?: boolean;
}

/** Standardizes features by a mean and a variance that are known, or were found by Keras's `adapt`. */
export class Normalization extends tf.layers.Layer {
  static readonly className = 'Normalization';
  private readonly options: Required<NormalizationArgs>;
  private statistics: tf.LayerVariable[] = [];
  private broadcast: number[] = [];

  constructor({ axis, mean, variance, invert, ...args }: Args & NormalizationArgs) {
    super(args);
    this.options = {
      axis: axis === undefined ? -1 : axis,
      mean: mean ?? null,
      variance: variance ?? null,
      invert: invert ?? false,
    };
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = oneShape(inputShape);
    const kept = [this.options.axis ?? []]
      .flat()
      .map((axis) => (axis + shape.length) % shape.length);
    this.broadcast = shape.map((size, axis) => (kept.includes(axis) ? size! : 1));
    if (this.options.mean == null) {
      const sizes = kept.map((axis) => shape[axis]!);
      const add = fields(this).addWeight as AddWeight;
      const weight = (name: string, size: number[], initializer: unknown): tf.LayerVariable =>
        add.call(this, name, size, 'float32', initializer, undefined, false);
      this.statistics = [
        weight('mean', sizes, tf.initializers.zeros()),
        weight('variance', sizes, tf.initializers.ones()),
      ];
      // How many samples they come of: Keras goes on from there.
      weight('count', [], tf.initializers.zeros());
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = tf.cast(oneTensor(inputs), 'float32');
      const { mean, variance, invert } = this.options;
      const given = mean == null ? this.statistics.map((weight) => weight.read()) : null;
      const [center, spread] = given ?? [tf.tensor(mean!), tf.tensor(variance!)];
      const shaped = (value: tf.Tensor): tf.Tensor =>
        tf.reshape(value, value.size === 1 ? [] : this.broadcast);
      const deviation = tf.maximum(tf.sqrt(shaped(spread)), tf.backend().epsilon());
      return invert
        ? tf.add(tf.mul(x, deviation), shaped(center))
        : tf.div(tf.sub(x, shaped(center)), deviation);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }
}
