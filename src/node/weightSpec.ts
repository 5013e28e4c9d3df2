import { show } from '../show.js';
import type * as tf from '../tfjs/tf.js';

type WeightSpec = tf.io.WeightsManifestEntry;

/** A string's bytes are preceded by their number. */
export const STRING_LENGTH_BYTES = 4;

const BYTES_PER_VALUE: Record<string, number> = {
  float32: 4,
  int32: 4,
  bool: 1,
  complex64: 8,
  string: STRING_LENGTH_BYTES,
};

const BYTES_PER_QUANTIZED_VALUE: Record<string, number> = { float16: 2, uint16: 2, uint8: 1 };

/** The dtypes that a quantized weight may have once it is decoded. */
const QUANTIZED_AS: Record<string, string[]> = {
  float16: ['float32'],
  uint16: ['float32', 'int32'],
  uint8: ['float32', 'int32'],
};

/**
 * The bytes that a weight takes in its files; for strings, at least.
 *
 * @throws If the specification, as parsed from JSON, is none that TensorFlow.js could decode.
 */
export function specByteLength(owner: string, spec: unknown): number {
  checkObject(`${owner}: an entry of weightsManifest's weights`, spec);
  const { name, shape, dtype, quantization } = spec;
  if (typeof name !== 'string' || name === '') {
    throw new Error(
      `${owner}: the name of a weight must be a non-empty string, got ${show(name)}.`,
    );
  }
  const weight = `${owner}: weight ${show(name)}`;
  const size = sizeOfShape(weight, shape);
  if (typeof dtype !== 'string' || !Object.hasOwnProperty.call(BYTES_PER_VALUE, dtype)) {
    throw new Error(
      `${weight} has dtype ${show(dtype)}; those known are ${Object.keys(BYTES_PER_VALUE).join(', ')}.`,
    );
  }
  const bytes =
    size *
    (quantization === undefined
      ? BYTES_PER_VALUE[dtype]
      : quantizedValueBytes(weight, dtype, quantization));
  if (!Number.isSafeInteger(bytes)) throw tooLarge(weight, shape);
  return bytes;
}

/** Refuses anything but a JSON object. */
export function checkObject(
  what: string,
  value: unknown,
): asserts value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${what} must be an object, got ${show(value)}.`);
  }
}

/** Where each weight of a group starts in the group's bytes, and one more for the end. */
export function weightOffsets(
  owner: string,
  weights: WeightSpec[],
  data: tf.io.CompositeArrayBuffer,
): number[] {
  const offsets = [0];
  let at = 0;
  for (const weight of weights) {
    const end = at + specByteLength(owner, weight);
    at = weight.dtype === 'string' ? endOfStrings(owner, weight, data, at) : end;
    offsets.push(at);
  }
  if (at !== data.byteLength) {
    throw new Error(
      `${owner}: the weights take ${at} bytes by their specifications, but their files hold ${data.byteLength}.`,
    );
  }
  return offsets;
}

function endOfStrings(
  owner: string,
  weight: WeightSpec,
  data: tf.io.CompositeArrayBuffer,
  start: number,
): number {
  let at = start;
  for (let left = weight.shape.reduce((size, length) => size * length, 1); left > 0; left--) {
    const prefix = data.slice(at, at + STRING_LENGTH_BYTES);
    at += STRING_LENGTH_BYTES;
    if (at <= data.byteLength) at += new DataView(prefix).getUint32(0, true);
    if (at > data.byteLength) {
      throw new Error(
        `${owner}: the strings of weight ${show(weight.name)} reach beyond the ${data.byteLength} bytes of their files.`,
      );
    }
  }
  return at;
}

function sizeOfShape(weight: string, shape: unknown): number {
  if (
    !Array.isArray(shape) ||
    !shape.every((length) => Number.isSafeInteger(length) && length >= 0)
  ) {
    throw new Error(
      `${weight} has shape ${show(shape)}; it must be a list of non-negative integers.`,
    );
  }
  const lengths = shape as number[];
  let size = 1;
  for (const length of lengths) {
    // An intermediate product counts as well: Infinity * 0 would be NaN.
    size *= length;
    if (!Number.isSafeInteger(size)) throw tooLarge(weight, shape);
  }
  return size;
}

function tooLarge(weight: string, shape: unknown): Error {
  return new Error(`${weight} has shape ${show(shape)}, more values than any file can hold.`);
}

function quantizedValueBytes(weight: string, dtype: string, quantization: unknown): number {
  checkObject(`${weight}: quantization`, quantization);
  const { dtype: stored, scale, min } = quantization;
  if (typeof stored !== 'string' || !Object.hasOwnProperty.call(QUANTIZED_AS, stored)) {
    throw new Error(
      `${weight} is quantized as ${show(stored)}; those known are ${Object.keys(QUANTIZED_AS).join(', ')}.`,
    );
  }
  if (!QUANTIZED_AS[stored].includes(dtype)) {
    throw new Error(
      `${weight} is quantized as ${stored}, which can stand for ${QUANTIZED_AS[stored].join(' or ')}, not ${dtype}.`,
    );
  }
  if (stored !== 'float16' && !(Number.isFinite(scale) && Number.isFinite(min))) {
    throw new Error(
      `${weight} is quantized as ${stored}, which needs a finite scale and min, got ${show(scale)} and ${show(min)}.`,
    );
  }
  return BYTES_PER_QUANTIZED_VALUE[stored];
}
