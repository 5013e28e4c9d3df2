import { show } from '../show.js';
import { camel, snake } from './naming.js';
import type { Reading } from './reading.js';
import { type Place, refuse } from './refusal.js';

/** One option of a layer, translated both ways. */
export interface Option {
  toKeras(value: unknown, place: Place, key: string): unknown;
  toTfjs(value: unknown, place: Place, key: string, reading: Reading): unknown;
  /** What the option is in TensorFlow.js where its configuration leaves it out. */
  absent?: unknown;
  /** Its name in TensorFlow.js, where that is not Keras's in camel case. */
  tfjsName?: string;
}

const same = (value: unknown): unknown => value;

/** Written alike on both sides: a number, a list of numbers, a flag. */
export const plain: Option = { toKeras: same, toTfjs: same };

/** A shape, in which Keras writes -1 for what TensorFlow.js calls unknown. */
export const shape: Option = {
  toKeras: (value) => (value as (number | null)[]).map((size) => size ?? -1),
  toTfjs: same,
};

/** A word: `channelsLast` and `channels_last`, `fanAvg` and `fan_avg`. */
export const word: Option = {
  toKeras: (value) => (typeof value === 'string' ? snake(value) : value),
  toTfjs: (value) => (typeof value === 'string' ? camel(value) : value),
};

const alone = (value: unknown): unknown =>
  Array.isArray(value) && value.length === 1 ? value[0] : value;

/** A number where Keras takes a list as well. */
export const single: Option = {
  toKeras: alone,
  toTfjs: (value, place, key) => {
    const number = alone(value);
    if (typeof number === 'number') return number;
    return refuse(
      place,
      `${key} ${show(value)} is a number in TensorFlow.js`,
      'Rewrite the layer with one number',
    );
  },
};

/** One of the words that mean the same on both sides. */
export function oneOf(words: string[], reason: string, remedy: string): Option {
  const check = (value: unknown, place: Place, key: string): unknown =>
    words.includes(value as string)
      ? value
      : refuse(place, `${key} ${show(value)} ${reason}`, remedy);
  return { toKeras: check, toTfjs: check };
}
