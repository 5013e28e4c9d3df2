import * as tf from '../tfjs/tf.js';
import { type Index, itemShape, takeItem } from './item.js';
import { type OperationOptions, operations } from './operations.js';
import { broadcastShape } from './subtract.js';

/** What stands beside the tensors in a call: numbers in lists of any depth. `null` stands for the next tensor. */
export type Operand = number | Operand[] | null;

interface OperationArgs extends Record<string, unknown> {
  operation: string;
  operands?: Operand[] | null;
  options?: OperationOptions | null;
  /** What getItem takes of each axis. */
  index?: Index[] | null;
}

/** One operation on tensors as a layer: Keras keeps `x + y`, `2 * x` and `x[:, -1, :]` so in a functional model. */
export class Operation extends tf.layers.Layer {
  static readonly className = 'Operation';
  readonly operation: string;
  readonly operands: Operand[];
  readonly options: OperationOptions;
  readonly index: Index[] | null;

  constructor({ operation, operands, options, index, ...args }: OperationArgs) {
    super(args);
    if (operation !== 'getItem' && !operations.has(operation)) {
      throw new RangeError(
        `Operation: operation must be one of ${[...operations.keys()].join(', ')}, getItem, ` +
          `got ${JSON.stringify(operation)}.`,
      );
    }
    this.operation = operation;
    this.operands = operands ?? [null];
    this.options = options ?? {};
    this.index = index ?? null;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shapes = (Array.isArray(inputShape[0]) ? [...inputShape] : [inputShape]) as tf.Shape[];
    if (this.index != null) return itemShape(shapes[0], this.index);
    const given = this.operands.map((operand) =>
      operand == null ? shapes.shift()! : sizes(operand),
    );
    const { shape } = operations.get(this.operation)!;
    return shape == null ? broadcastShape(given) : shape(given, this.options);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const given = Array.isArray(inputs) ? [...inputs] : [inputs];
      if (this.index != null) return takeItem(given[0], this.index);
      const operands = this.operands.map((operand) =>
        operand == null
          ? tf.cast(given.shift()!, 'float32')
          : tf.tensor(operand as number[], undefined, 'float32'),
      );
      return operations.get(this.operation)!.apply(operands, this.options);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { operation, operands, options, index } = this;
    return {
      ...super.getConfig(),
      operation,
      operands,
      options,
      index,
    } as tf.serialization.ConfigDict;
  }
}

function sizes(operand: Operand): tf.Shape {
  return Array.isArray(operand) ? [operand.length, ...sizes(operand[0])] : [];
}
