import * as tf from '../tfjs/tf.js';
import { oneShape, oneTensor } from './base.js';

interface KeptDimsArgs extends Record<string, unknown> {
  dataFormat?: 'channelsFirst' | 'channelsLast';
}

/** Global pooling with `keepdims=True`: the axes that are pooled stay, of size 1. */
abstract class KeptDimsPooling extends tf.layers.Layer {
  private readonly dataFormat: string;
  protected abstract pool(x: tf.Tensor, axes: number[]): tf.Tensor;

  constructor({ dataFormat, ...args }: KeptDimsArgs) {
    super(args);
    this.dataFormat = dataFormat ?? 'channelsLast';
  }

  private pooled(rank: number): number[] {
    const channels = this.dataFormat === 'channelsLast' ? rank - 1 : 1;
    return Array.from({ length: rank }, (_, axis) => axis).filter(
      (axis) => axis !== 0 && axis !== channels,
    );
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = oneShape(inputShape);
    const axes = this.pooled(shape.length);
    return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = oneTensor(inputs);
    return tf.tidy(() => this.pool(x, this.pooled(x.rank)));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), dataFormat: this.dataFormat };
  }
}

export class GlobalAveragePoolingKeepDims extends KeptDimsPooling {
  static readonly className = 'GlobalAveragePoolingKeepDims';
  protected pool(x: tf.Tensor, axes: number[]): tf.Tensor {
    return tf.mean(x, axes, true);
  }
}

export class GlobalMaxPoolingKeepDims extends KeptDimsPooling {
  static readonly className = 'GlobalMaxPoolingKeepDims';
  protected pool(x: tf.Tensor, axes: number[]): tf.Tensor {
    return tf.max(x, axes, true);
  }
}
