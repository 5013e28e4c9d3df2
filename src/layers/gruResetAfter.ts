import * as tf from '../tfjs/tf.js';
import { interceptAddWeight } from '../tfjs/addWeight.js';
import { fields } from '../tfjs/layers.js';
import { type Activation } from './activations.js';
import { isTraining, upstreamClass } from './base.js';

interface Cell extends tf.layers.Layer {
  units: number;
  useBias: boolean;
  activation: Activation;
  recurrentActivation: Activation;
  kernel: tf.LayerVariable;
  recurrentKernel: tf.LayerVariable;
  bias: tf.LayerVariable | null;
  dropout: number;
  recurrentDropout: number;
  dropoutMask: tf.Tensor[] | null;
  recurrentDropoutMask: tf.Tensor[] | null;
}

const GRUCell = upstreamClass<Cell>('GRUCell');
const GRU = upstreamClass('GRU');

/**
 * A GRU's cell that applies the reset gate after the recurrent product, with a bias of its own there: Keras's default,
 * `reset_after=True`. Its bias is `[2, 3 * units]`: of the input, of the state.
 */
export class GRUCellResetAfter extends GRUCell {
  static readonly className = 'GRUCellResetAfter';

  constructor(args: tf.serialization.ConfigDict) {
    super(upstreamArgs(args));
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const release = interceptAddWeight(
      this,
      (addWeight) =>
        function (name, shape, ...rest) {
          return addWeight.call(this, name, name === 'bias' ? [2, ...shape] : shape, ...rest);
        },
    );
    try {
      super.build(inputShape);
    } finally {
      release();
    }
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor[] {
    return tf.tidy(() => {
      const [x, state] = inputs as tf.Tensor2D[];
      const training = isTraining(kwargs);
      this.dropoutMask ??= maskOf(x, this.dropout, training);
      this.recurrentDropoutMask ??= maskOf(state, this.recurrentDropout, training);
      const [mask] = (training && this.dropoutMask) || [null];
      const [recurrentMask] = (training && this.recurrentDropoutMask) || [null];
      const [bias, recurrentBias] = this.bias == null ? [null, null] : tf.unstack(this.bias.read());
      const gates = (value: tf.Tensor, by: tf.LayerVariable, plus: tf.Tensor | null) => {
        const product = tf.matMul(value, by.read());
        return tf.split(plus == null ? product : tf.add(product, plus), 3, 1);
      };
      const masked = mask == null ? x : tf.mul(x, mask);
      const remembered = recurrentMask == null ? state : tf.mul(state, recurrentMask);
      const [xZ, xR, xH] = gates(masked, this.kernel, bias);
      const [hZ, hR, hH] = gates(remembered, this.recurrentKernel, recurrentBias);
      const z = this.recurrentActivation.apply(tf.add(xZ, hZ));
      const r = this.recurrentActivation.apply(tf.add(xR, hR));
      const candidate = this.activation.apply(tf.add(xH, tf.mul(r, hH)));
      const h = tf.add(tf.mul(z, state), tf.mul(tf.sub(1, z), candidate));
      return [h, h];
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), resetAfter: true };
  }
}

/** What the class that is extended takes: it refuses the option by its name. */
function upstreamArgs(args: tf.serialization.ConfigDict): never {
  return { ...args, resetAfter: false } as never;
}

/** One mask for all steps of a sequence, kept until the layer has seen them all. */
function maskOf(value: tf.Tensor, rate: number, training: boolean): tf.Tensor[] | null {
  if (!training || rate <= 0 || rate >= 1) return null;
  return [tf.keep(tf.dropout(tf.onesLike(value), rate))];
}

/** The layer of {@link GRUCellResetAfter}: `tf.layers.gru` as Keras has it by default. */
export class GRUResetAfter extends GRU {
  static readonly className = 'GRUResetAfter';

  constructor(args: tf.serialization.ConfigDict) {
    super(upstreamArgs(args));
    fields(this).cell = new GRUCellResetAfter(args);
  }

  override call(
    inputs: tf.Tensor | tf.Tensor[],
    kwargs: Record<string, unknown>,
  ): tf.Tensor | tf.Tensor[] {
    const outputs = super.call(inputs, kwargs);
    const cell = fields(this).cell as Cell;
    tf.dispose([cell.dropoutMask ?? [], cell.recurrentDropoutMask ?? []]);
    cell.dropoutMask = cell.recurrentDropoutMask = null;
    return outputs;
  }
}
