import * as tf from '../tfjs/tf.js';
import { fields } from '../tfjs/layers.js';

/** What TensorFlow.js applies as an activation. It accepts no other class, and does not export this one. */
export interface Activation extends tf.serialization.Serializable {
  apply(x: tf.Tensor): tf.Tensor;
}

type ActivationConstructor = (abstract new () => Activation) &
  Pick<typeof tf.serialization.Serializable, 'fromConfig'>;

const { activation: linear } = fields(tf.layers.activation({ activation: 'linear' }));
const Activation = Object.getPrototypeOf(
  (linear as Activation).constructor,
) as ActivationConstructor;

/**
 * An activation of a function, to be given to a layer as its `activation`.
 *
 * @param name What a saved model calls it.
 */
export function activationOf(name: string, apply: (x: tf.Tensor) => tf.Tensor): Activation {
  return new (activationClass(name, apply))();
}

function activationClass(name: string, apply: (x: tf.Tensor) => tf.Tensor): new () => Activation {
  return class extends Activation {
    static readonly className = name;
    override apply(x: tf.Tensor): tf.Tensor {
      return tf.tidy(() => apply(x));
    }
    override getConfig(): tf.serialization.ConfigDict {
      return {};
    }
  };
}

/** x / 6 + 1/2 between 0 and 1: what Keras 3 calls hard_sigmoid. TensorFlow.js's hardSigmoid has the slope 0.2. */
export function hardSigmoid(x: tf.Tensor): tf.Tensor {
  return tf.clipByValue(tf.add(tf.div(x, 6), 0.5), 0, 1);
}

export function hardSilu(x: tf.Tensor): tf.Tensor {
  return tf.mul(x, hardSigmoid(x));
}

/** Exact, or by the hyperbolic tangent. */
export function gelu(x: tf.Tensor, isApproximate: boolean): tf.Tensor {
  const inner = isApproximate
    ? tf.tanh(tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.pow(x, 3)))))
    : tf.erf(tf.div(x, Math.SQRT2));
  return tf.mul(tf.mul(0.5, x), tf.add(1, inner));
}

/** With the slope that Keras 3 has as its default. */
export function leakyRelu(x: tf.Tensor): tf.Tensor {
  return tf.leakyRelu(x, 0.2);
}

/** The activations of Keras 3 that TensorFlow.js lacks, by the name of a layer's `activation` option. */
export function registerActivations(): void {
  for (const [name, apply] of Object.entries({ hardSigmoid6: hardSigmoid, hardSilu, leakyRelu })) {
    tf.serialization.registerClass(
      activationClass(name, apply) as unknown as Parameters<
        typeof tf.serialization.registerClass
      >[0],
    );
  }
}
