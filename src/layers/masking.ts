import * as tf from '../tfjs/tf.js';
import { fields, prototypeOf } from '../tfjs/layers.js';
import { oneTensor } from './base.js';

type Layer = tf.layers.Layer;
type Tensors = tf.Tensor | tf.Tensor[];
type Mask = tf.Tensor | null;
type Kwargs = Record<string, unknown>;

/** Layers that hand a mask on in Keras, and stop it in TensorFlow.js. */
const transparent = ['ELU', 'LeakyReLU', 'Rescaling', 'Softmax'];

/** The arguments that a layer was called with before: TensorFlow.js leaves the mask of one layer in those of the next. */
const used = new WeakSet<object>();

/**
 * Gives every layer the masks that Keras gives it. TensorFlow.js hands the mask of one layer to all that run after it,
 * loses masks at the borders of nested models, merges masks to a wrong rank, and averages over masked steps.
 */
export function mendMasks(): void {
  mendApply();
  mendInitialState('LSTM');
  mendInitialState('Bidirectional');
  mendMerging();
  mendAveragePooling();
  mendBidirectionalSteps();
}

function mendApply(): void {
  const { prototype } = tf.layers.Layer;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called on each layer below
  const { apply } = prototype;
  // It would compute masks without those of the inputs.
  Object.assign(prototype, { setMaskMetadata: () => undefined });
  prototype.apply = function (inputs, kwargs) {
    const given = [inputs].flat();
    if (!(given[0] instanceof tf.Tensor)) return apply.call(this, inputs, kwargs);
    const inputMasks = (given as tf.Tensor[]).map(maskOf);
    const known = inputMasks.find((mask) => mask != null);
    const { mask, ...rest }: Kwargs = kwargs ?? {};
    const isStale = kwargs != null && used.has(kwargs);
    if (kwargs != null) used.add(kwargs);
    const wanted = known == null && !isStale ? mask : inputMasks[0];
    const own = wanted == null ? rest : { ...rest, mask: wanted };
    const outputs = apply.call(this, inputs, own) as Tensors;
    // The layers inside of a model have done it.
    if (this instanceof tf.LayersModel) return outputs;
    giveMasks(
      [outputs].flat(),
      [outputMask(this, inputs as Tensors, inputMasks)].flat(),
      inputMasks,
    );
    return outputs;
  };
}

function maskOf({ kerasMask }: tf.Tensor): Mask {
  return kerasMask == null || kerasMask.isDisposed ? null : kerasMask;
}

function outputMask(layer: Layer, inputs: Tensors, inputMasks: Mask[]): Mask | Mask[] {
  if (transparent.includes(layer.getClassName())) return inputMasks[0];
  if (!layer.supportsMasking) return null;
  const mask = Array.isArray(inputs) ? inputMasks : inputMasks[0];
  return layer.computeMask(inputs, mask as tf.Tensor);
}

/** A tensor owns its mask: TensorFlow.js disposes of both together, inside of models and outside. */
function giveMasks(outputs: tf.Tensor[], outputMasks: Mask[], inputMasks: Mask[]): void {
  const owned = new Set(inputMasks);
  outputs.forEach((output, i) => {
    const mask = outputMasks[i];
    if (mask == null) return;
    output.kerasMask?.dispose();
    output.kerasMask = tf.keep(owned.has(mask) ? tf.clone(mask) : mask);
    owned.add(mask);
  });
}

/** Recurrent layers leave their initial state in the arguments of the layers that run after them. */
function mendInitialState(className: string): void {
  const prototype = owner(prototypeOf(className), 'apply');
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called on each layer below
  const { apply } = prototype;
  prototype.apply = function (inputs, kwargs) {
    const before = kwargs?.initialState as unknown;
    try {
      return apply.call(this, inputs, kwargs);
    } finally {
      if (kwargs != null && before == null) delete kwargs.initialState;
    }
  };
}

/** The prototype that has a method for a class: its own, or one that it extends. */
function owner(prototype: Layer, method: string): Layer {
  return Object.hasOwnProperty.call(prototype, method)
    ? prototype
    : owner(Object.getPrototypeOf(prototype) as Layer, method);
}

function mendMerging(): void {
  owner(prototypeOf('Add'), 'computeMask').computeMask = mergedMask;
  prototypeOf('Concatenate').computeMask = concatenatedMask;
}

/** A step counts where it counts in any input. */
function mergedMask(_: Tensors, mask?: Tensors): tf.Tensor {
  const given = (mask ?? [null]) as Mask[];
  if (given.some((part) => part == null)) return null as never;
  return (given as tf.Tensor[]).reduce((a, b) => tf.logicalOr(a, b));
}

function concatenatedMask(this: Layer, inputs: Tensors, mask?: Tensors): tf.Tensor {
  const given = (mask ?? []) as Mask[];
  if (given.every((part) => part == null)) return null as never;
  return tf.tidy(() => {
    const parts = (inputs as tf.Tensor[]).map((input, i) => {
      const part = given[i];
      // Not made of the input: no gradient goes through a mask.
      const all = tf.ones(input.shape, 'bool');
      if (part == null) return all;
      return part.rank < input.rank ? tf.logicalAnd(tf.expandDims(part, -1), all) : part;
    });
    return tf.any(tf.concat(parts, fields(this).axis as number), -1);
  });
}

function mendAveragePooling(): void {
  const prototype = prototypeOf('GlobalAveragePooling1D');
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called on each layer below
  const { call } = prototype;
  prototype.call = function (inputs, kwargs) {
    const mask = maskIn(kwargs);
    return mask == null ? call.call(this, inputs, kwargs) : maskedMean(oneTensor(inputs), mask);
  };
}

function maskIn(kwargs: Kwargs | undefined): Mask {
  return ([kwargs?.mask].flat()[0] as Mask | undefined) ?? null;
}

/** The mean over the steps that count: none of them gives NaN, as in Keras. */
function maskedMean(x: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const counts = tf.expandDims(tf.cast(mask, 'float32'), -1);
    return tf.div(tf.sum(tf.mul(x, counts), 1), tf.sum(counts, 1));
  });
}

/** Both directions give zeros on masked steps, not what they gave last. */
function mendBidirectionalSteps(): void {
  const prototype = prototypeOf('Bidirectional');
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called on each layer below
  const { call } = prototype;
  prototype.call = function (inputs, kwargs) {
    const outputs = call.call(this, inputs, kwargs);
    const mask = maskIn(kwargs);
    if (mask == null || fields(this).returnSequences !== true) return outputs;
    return tf.tidy(() => {
      const counts = tf.expandDims(tf.cast(mask, 'float32'), -1);
      const masked = [outputs].flat().map((y) => (y.rank === 3 ? tf.mul(y, counts) : y));
      return Array.isArray(outputs) ? masked : masked[0];
    });
  };
}
