import * as tf from '../tfjs/tf.js';
import { gelu, hardSigmoid, hardSilu } from './activations.js';
import { broadcastShape } from './subtract.js';

/** What Keras keeps of an operation's call beside its tensors, by Keras's names in camel case. */
export type OperationOptions = Record<string, unknown>;

interface OperationEntry {
  apply: (tensors: tf.Tensor[], options: OperationOptions) => tf.Tensor;
  /** The shape of the result; without it that of an elementwise one. */
  shape?: (shapes: tf.Shape[], options: OperationOptions) => tf.Shape;
  /** The options that it knows, with what they are where Keras leaves them out. */
  options?: OperationOptions;
  /** Whether Keras gives it one list of tensors. */
  ofList?: boolean;
}

function elementwise(
  apply: (...tensors: tf.Tensor[]) => tf.Tensor,
  options?: OperationOptions,
): OperationEntry {
  return { apply: (tensors) => apply(...tensors), options };
}

const alongAxis = (apply: (x: tf.Tensor, axis: number) => tf.Tensor): OperationEntry => ({
  apply: ([x], { axis }) => apply(x, axis as number),
  options: { axis: -1 },
});

function reduction(
  apply: (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor,
): OperationEntry {
  return {
    apply: ([x], { axis, keepdims }) =>
      apply(x, (axis ?? undefined) as number[] | undefined, keepdims as boolean),
    shape: ([shape], { axis, keepdims }) => {
      const axes = axis == null ? shape.map((_, i) => i) : resolved(axis, shape.length);
      const kept = keepdims === true ? [1] : [];
      return shape.flatMap((size, i) => (axes.includes(i) ? kept : [size]));
    },
    options: { axis: null, keepdims: false },
  };
}

function resolved(axis: unknown, rank: number): number[] {
  return ([axis].flat() as number[]).map((one) => (one < 0 ? one + rank : one));
}

function product(shape: tf.Shape): number {
  return shape.reduce<number>((a, b) => a * (b ?? 1), 1);
}

/** By Keras's names, but for the case of the first letter: what `x + y`, `x * 2` and `keras.ops.relu(x)` are in a functional model. */
export const operations = new Map(
  Object.entries<OperationEntry>({
    add: elementwise((a, b) => tf.add(a, b)),
    subtract: elementwise((a, b) => tf.sub(a, b)),
    multiply: elementwise((a, b) => tf.mul(a, b)),
    trueDivide: elementwise((a, b) => tf.div(a, b)),
    divide: elementwise((a, b) => tf.div(a, b)),
    power: elementwise((a, b) => tf.pow(a, b)),
    maximum: elementwise((a, b) => tf.maximum(a, b)),
    minimum: elementwise((a, b) => tf.minimum(a, b)),
    negative: elementwise((x) => tf.neg(x)),
    absolute: elementwise((x) => tf.abs(x)),
    square: elementwise((x) => tf.square(x)),
    sqrt: elementwise((x) => tf.sqrt(x)),
    exp: elementwise((x) => tf.exp(x)),
    log: elementwise((x) => tf.log(x)),
    relu: elementwise((x) => tf.relu(x)),
    relu6: elementwise((x) => tf.relu6(x)),
    sigmoid: elementwise((x) => tf.sigmoid(x)),
    tanh: elementwise((x) => tf.tanh(x)),
    silu: elementwise((x) => tf.mul(x, tf.sigmoid(x))),
    softplus: elementwise((x) => tf.softplus(x)),
    softsign: elementwise((x) => tf.div(x, tf.add(1, tf.abs(x)))),
    elu: elementwise((x) => tf.elu(x)),
    selu: elementwise((x) => tf.selu(x)),
    hardSigmoid: elementwise(hardSigmoid),
    hardSilu: elementwise(hardSilu),
    leakyRelu: {
      apply: ([x], { negativeSlope: slope }) => tf.leakyRelu(x, slope as number),
      options: { negativeSlope: 0.2 },
    },
    gelu: {
      apply: ([x], { approximate }) => gelu(x, approximate === true),
      options: { approximate: true },
    },
    clip: {
      apply: ([x], { xMin, xMax }) => tf.clipByValue(x, xMin as number, xMax as number),
      options: { xMin: 0, xMax: 0 },
    },
    softmax: alongAxis((x, axis) => lastAxis(x, axis, tf.softmax)),
    logSoftmax: alongAxis((x, axis) => lastAxis(x, axis, tf.logSoftmax)),
    sum: reduction(tf.sum),
    mean: reduction(tf.mean),
    max: reduction(tf.max),
    min: reduction(tf.min),
    matmul: {
      apply: ([a, b]) => tf.matMul(a, b),
      shape: ([a, b]) => [
        ...broadcastShape([a.slice(0, -2), b.slice(0, -2)]),
        a[a.length - 2],
        b[b.length - 1],
      ],
    },
    concatenate: {
      apply: (tensors, { axis }) => tf.concat(tensors, axis as number),
      shape: (shapes, { axis }) => {
        const [along] = resolved(axis, shapes[0].length);
        const sizes = shapes.map((shape) => shape[along]);
        const total = sizes.includes(null) ? null : sizes.reduce<number>((a, b) => a + b!, 0);
        return shapes[0].map((size, i) => (i === along ? total : size));
      },
      options: { axis: -1 },
      ofList: true,
    },
    stack: {
      apply: (tensors, { axis }) => tf.stack(tensors, resolved(axis, tensors[0].rank + 1)[0]),
      shape: (shapes, { axis }) => {
        const [at] = resolved(axis, shapes[0].length + 1);
        return [...shapes[0].slice(0, at), shapes.length, ...shapes[0].slice(at)];
      },
      options: { axis: 0 },
      ofList: true,
    },
    expandDims: {
      apply: ([x], { axis }) => tf.expandDims(x, resolved(axis, x.rank + 1)[0]),
      shape: ([shape], { axis }) => {
        const [at] = resolved(axis, shape.length + 1);
        return [...shape.slice(0, at), 1, ...shape.slice(at)];
      },
      options: { axis: 0 },
    },
    squeeze: {
      apply: ([x], { axis }) => tf.squeeze(x, resolved(axis, x.rank)),
      shape: ([shape], { axis }) => {
        const axes = resolved(axis, shape.length);
        return shape.filter((_, i) => !axes.includes(i));
      },
      options: { axis: 0 },
    },
    transpose: {
      apply: ([x], { axes }) => tf.transpose(x, axes as number[]),
      shape: ([shape], { axes }) => (axes as number[]).map((axis) => shape[axis]),
      options: { axes: [] },
    },
    reshape: {
      apply: ([x], { newshape }) => tf.reshape(x, newshape as number[]),
      shape: ([shape], { newshape }) => {
        const wanted = newshape as number[];
        const rest = -product(shape) / product(wanted);
        // Of an unknown batch -1 stands for whatever comes.
        return wanted.map((size) => (size >= 0 ? size : shape.includes(null) ? null : rest));
      },
      options: { newshape: [] },
    },
  }),
);

/** TensorFlow.js has the softmax of the last axis. */
function lastAxis(x: tf.Tensor, axis: number, apply: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  const [at] = resolved(axis, x.rank);
  if (at === x.rank - 1) return apply(x);
  const order = x.shape.map((_, i) => i);
  [order[at], order[x.rank - 1]] = [order[x.rank - 1], order[at]];
  return tf.transpose(apply(tf.transpose(x, order)), order);
}
