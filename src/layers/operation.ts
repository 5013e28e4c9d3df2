import * as tf from '../tfjs/tf.js';
import { hardSigmoid, hardSilu, leakyRelu } from './activations.js';
import { type Index, itemShape, takeItem } from './item.js';
import { broadcastShape } from './subtract.js';

type Elementwise = (...operands: tf.Tensor[]) => tf.Tensor;

/** By Keras's names, but for the case of the first letter: what `x + y`, `x * 2` and `keras.ops.relu(x)` are in a functional model. */
const elementwise = new Map(
  Object.entries<Elementwise>({
    add: (a, b) => tf.add(a, b),
    subtract: (a, b) => tf.sub(a, b),
    multiply: (a, b) => tf.mul(a, b),
    trueDivide: (a, b) => tf.div(a, b),
    divide: (a, b) => tf.div(a, b),
    negative: (x) => tf.neg(x),
    absolute: (x) => tf.abs(x),
    square: (x) => tf.square(x),
    sqrt: (x) => tf.sqrt(x),
    exp: (x) => tf.exp(x),
    log: (x) => tf.log(x),
    relu: (x) => tf.relu(x),
    relu6: (x) => tf.relu6(x),
    sigmoid: (x) => tf.sigmoid(x),
    tanh: (x) => tf.tanh(x),
    silu: (x) => tf.mul(x, tf.sigmoid(x)),
    softplus: (x) => tf.softplus(x),
    softsign: (x) => tf.div(x, tf.add(1, tf.abs(x))),
    elu: (x) => tf.elu(x),
    selu: (x) => tf.selu(x),
    hardSigmoid,
    hardSilu,
    leakyRelu,
  }),
);

export const operations = [...elementwise.keys(), 'getItem'];

interface OperationArgs extends Record<string, unknown> {
  operation: string;
  /** What the operation is called with: `null` stands for the next input. */
  operands?: (number | null)[] | null;
  /** What getItem takes of each axis. */
  index?: Index[] | null;
}

/** One operation on tensors as a layer: Keras keeps `x + y`, `2 * x` and `x[:, -1, :]` so in a functional model. */
export class Operation extends tf.layers.Layer {
  static readonly className = 'Operation';
  readonly operation: string;
  readonly operands: (number | null)[];
  readonly index: Index[] | null;

  constructor({ operation, operands, index, ...args }: OperationArgs) {
    super(args);
    if (!operations.includes(operation)) {
      throw new RangeError(
        `Operation: operation must be one of ${operations.join(', ')}, got ${JSON.stringify(operation)}.`,
      );
    }
    this.operation = operation;
    this.operands = operands ?? [null];
    this.index = index ?? null;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shapes = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as tf.Shape[];
    return this.index == null ? broadcastShape(shapes) : itemShape(shapes[0], this.index);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const given = Array.isArray(inputs) ? [...inputs] : [inputs];
      if (this.index != null) return takeItem(given[0], this.index);
      const operands = this.operands.map((operand) => operand ?? given.shift()!);
      return elementwise.get(this.operation)!(...operands.map((operand) => asFloat(operand)));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { operation, operands, index } = this;
    return { ...super.getConfig(), operation, operands, index };
  }
}

function asFloat(operand: tf.Tensor | number): tf.Tensor {
  return typeof operand === 'number' ? tf.scalar(operand) : tf.cast(operand, 'float32');
}
