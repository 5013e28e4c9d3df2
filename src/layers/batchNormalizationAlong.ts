import * as tf from '../tfjs/tf.js';
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
 */
export class BatchNormalizationAlong extends BatchNormalization {
  static readonly className = 'BatchNormalizationAlong';

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor {
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
    // The gradient of TensorFlow.js asks for a gamma.
    const gamma = read(this.gamma) ?? tf.ones([rows.shape[1]]);
    return tf.batchNorm2d(rows, mean, variance, read(this.beta), gamma, this.epsilon);
  }

  private follow(average: tf.LayerVariable, value: tf.Tensor): void {
    tf.tidy(() => {
      const old = average.read();
      average.write(tf.sub(old, tf.mul(tf.sub(old, value), 1 - this.momentum)));
    });
  }
}
