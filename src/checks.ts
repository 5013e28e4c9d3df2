import * as tf from './tfjs/tf.js';

/** A value as it should read in an error. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'object' && value !== null) return Object.prototype.toString.call(value);
  return String(value);
}

/** @throws If a count of epochs is no positive integer. */
export function checkCount(owner: string, name: string, value: unknown): asserts value is number {
  if (!Number.isInteger(value) || (value as number) < 1) {
    throw new Error(`${owner}: ${name} must be a positive integer, got ${show(value)}.`);
  }
}

/** @throws If `maxValue` is not a positive finite number. */
export function checkMaxValue(owner: string, maxValue: unknown): asserts maxValue is number {
  if (typeof maxValue !== 'number' || !(maxValue > 0 && maxValue < Infinity)) {
    throw new Error(`${owner}: maxValue must be a positive finite number, got ${show(maxValue)}.`);
  }
}

/** @throws If `options` is no object, or holds an option of another name. */
export function checkOptions(owner: string, options: unknown, names: string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new Error(`${owner}: the options must be an object, got ${show(options)}.`);
  }
  const unknown = Object.keys(options).find((key) => !names.includes(key));
  if (unknown != null) {
    throw new Error(
      `${owner}: there is no option "${unknown}"; the options are ${names.join(', ')}.`,
    );
  }
}

/** @throws If `model` is no layer or model of the TensorFlow.js that this package has loaded. */
export function checkModel(owner: string, model: unknown): asserts model is tf.layers.Layer {
  if (model instanceof tf.layers.Layer) return;
  const isForeign =
    typeof (model as { getClassName?: unknown } | null)?.getClassName === 'function';
  throw new Error(
    isForeign
      ? `${owner}: this model was built by another copy of TensorFlow.js than the one tfjs-max-norm has loaded. ` +
          'List them with `npm ls @tensorflow/tfjs-core @tensorflow/tfjs-layers`, then make them one: `npm dedupe`.'
      : `${owner}: model must be a tf.LayersModel or a layer, got ${show(model)}.`,
  );
}
