// What the EEG networks bring that no built-in layer is: the caller's own activations and layers.
import * as tf from '@tensorflow/tfjs';
import type { LayerMaker } from '../../src/keras/index.js';

export const activations = {
  square: (x: tf.Tensor): tf.Tensor => tf.square(x),
  log: (x: tf.Tensor): tf.Tensor => tf.log(tf.clipByValue(x, 1e-7, 10000)),
};

/** The last step of a sequence, which the networks' authors take by a Lambda. */
class LastStep extends tf.layers.Layer {
  static readonly className = 'LastStep';
  override computeOutputShape([batch, , channels]: tf.Shape): tf.Shape {
    return [batch, channels];
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x] = [inputs].flat() as tf.Tensor3D[];
    return tf.tidy(() => x.slice([0, x.shape[1] - 1, 0]).squeeze([1]));
  }
}

interface AttentionConfig {
  name: string;
  num_heads: number;
  key_dim: number;
  value_dim: number | null;
  dropout: number;
}

/** Multi-head attention of a sequence to another, `[batch, steps, channels]` each: query, value. */
class MultiHeadAttention extends tf.layers.Layer {
  static readonly className = 'MultiHeadAttention';
  private weightOf: { [name: string]: tf.LayerVariable } = {};

  /** @param order The weights as the file has them: `.keras` and `.h5` list them differently. */
  constructor(
    private readonly options: AttentionConfig,
    private readonly order: string[],
  ) {
    super({ name: options.name });
  }

  override build(inputShapes: tf.Shape | tf.Shape[]): void {
    const [query, value] = inputShapes as number[][];
    const { num_heads: heads, key_dim: size } = this.options;
    const valueSize = this.options.value_dim ?? size;
    const [channels, from] = [query, value].map((shape) => shape[shape.length - 1]);
    const shapes: { [name: string]: number[][] } = {
      query: [
        [channels, heads, size],
        [heads, size],
      ],
      key: [
        [from, heads, size],
        [heads, size],
      ],
      value: [
        [from, heads, valueSize],
        [heads, valueSize],
      ],
      output: [[heads, valueSize, channels], [channels]],
    };
    for (const name of this.order) {
      const [kernel, bias] = shapes[name];
      const [uniform, zeros] = [tf.initializers.glorotUniform({}), tf.initializers.zeros()];
      this.weightOf[name] = this.addWeight(`${name}/kernel`, kernel, 'float32', uniform);
      this.weightOf[`${name}Bias`] = this.addWeight(`${name}/bias`, bias, 'float32', zeros);
    }
    super.build(inputShapes);
  }

  override computeOutputShape(inputShapes: tf.Shape | tf.Shape[]): tf.Shape {
    return (inputShapes as tf.Shape[])[0];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const [query, value] = inputs as tf.Tensor3D[];
      const { key_dim: size, dropout } = this.options;
      const read = (name: string): tf.Tensor => this.weightOf[name].read();
      /** `[batch, steps, channels]` to `[batch, heads, steps, size]`. */
      const heads = (x: tf.Tensor3D, name: string): tf.Tensor => {
        const [channels, count, each] = read(name).shape;
        const flat = x.reshape([-1, channels]).matMul(read(name).reshape([channels, -1]));
        const split = flat.reshape([x.shape[0], x.shape[1], count, each]);
        return split.add(read(`${name}Bias`)).transpose([0, 2, 1, 3]);
      };
      const scores = tf.matMul(
        heads(query, 'query').div(Math.sqrt(size)),
        heads(value, 'key'),
        false,
        true,
      );
      let weights = tf.softmax(scores);
      if (kwargs.training && dropout > 0) weights = tf.dropout(weights, dropout);
      const mixed = tf.matMul(weights, heads(value, 'value')).transpose([0, 2, 1, 3]);
      const [batch, steps, count, each] = mixed.shape as number[];
      const out = mixed
        .reshape([batch * steps, count * each])
        .matMul(read('output').reshape([count * each, -1]));
      return out.add(read('outputBias')).reshape(query.shape);
    });
  }
}

export const layers: { [name: string]: LayerMaker } = {
  last_step: () => new LastStep({}),
  MultiHeadAttention: (config, weights) => {
    const names = weights.map(
      ({ path }) => /(query|key|value|output)[^/]*\/[^/]*(\/\d)?$/.exec(path)![1],
    );
    return new MultiHeadAttention(config as unknown as AttentionConfig, [...new Set(names)]);
  },
};
