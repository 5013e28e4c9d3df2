import * as tf from '../tfjs/tf.js';
import { fields } from '../tfjs/layers.js';
import { isTraining, oneTensor, upstreamClass } from './base.js';

interface BatchNormalization extends tf.layers.Layer {
  axis: number;
  momentum: number;
  epsilon: number;
  gamma?: tf.LayerVariable;
  beta?: tf.LayerVariable;
  movingMean: tf.LayerVariable;
  movingVariance: tf.LayerVariable;
}

const BatchNormalization = upstreamClass<BatchNormalization>('BatchNormalization');

/**
 * Batch normalization as Keras has it where TensorFlow.js's own differs: along any axis of inputs of any rank, without
 * gamma or beta in training, and by its kept statistics as long as it is frozen (`trainable: false`).
 * It goes by TensorFlow.js's own name where that does the same, so that a saved model loads without this package.
 */
export class BatchNormalizationAlong extends BatchNormalization {
  static readonly className = 'BatchNormalizationAlong';

  override getClassName(): string {
    return this.isPlain() ? 'BatchNormalization' : BatchNormalizationAlong.className;
  }

  private isPlain(): boolean {
    const rank = (fields(this).inputSpec as { ndim: number }[] | null)?.[0]?.ndim ?? 2;
    const isLast = this.axis === -1 || this.axis === rank - 1;
    const isComplete = fields(this).center === true && fields(this).scale === true;
    return isLast && isComplete && this.trainable && rank < 5;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor {
    if (this.isPlain()) return super.call(inputs, kwargs) as tf.Tensor;
    return tf.tidy(() => {
      const input = oneTensor(inputs);
      const axis = this.axis < 0 ? this.axis + input.rank : this.axis;
      const others = input.shape.map((_, i) => i).filter((i) => i !== axis);
      const order = [...others, axis];
      const last = tf.transpose(input, order);
      const normalized = this.normalize(
        tf.reshape<tf.Rank.R2>(last, [-1, input.shape[axis]]),
        isTraining(kwargs) && this.trainable,
      );
      const back = order.map((_, i) => order.indexOf(i));
      return tf.transpose(tf.reshape(normalized, last.shape), back);
    });
  }

  /** @param rows `[elements, channels]` */
  private normalize(rows: tf.Tensor2D, training: boolean): tf.Tensor {
    const read = (weight?: tf.LayerVariable | null) => weight?.read() as tf.Tensor1D | undefined;
    let mean = read(this.movingMean)!;
    let variance = read(this.movingVariance)!;
    if (training) {
      const batch = tf.moments(rows, 0);
      mean = batch.mean as tf.Tensor1D;
      variance = batch.variance as tf.Tensor1D;
      this.follow(this.movingMean, mean);
      this.follow(this.movingVariance, variance);
    }
    // The gradient of TensorFlow.js asks for both.
    const gamma = read(this.gamma) ?? tf.ones([rows.shape[1]]);
    const beta = read(this.beta) ?? tf.zeros([rows.shape[1]]);
    return tf.batchNorm2d(rows, mean, variance, beta, gamma, this.epsilon);
  }

  private follow(average: tf.LayerVariable, value: tf.Tensor): void {
    tf.tidy(() => {
      const old = average.read();
      average.write(tf.sub(old, tf.mul(tf.sub(old, value), 1 - this.momentum)));
    });
  }
}
