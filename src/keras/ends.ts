import type * as tf from '../tfjs/tf.js';
import { type History, isHistory } from './callTensors.js';
import { type Config, isConfig } from './config.js';

/** The inputs or outputs of a functional model as Keras keeps them: tensors in lists and dictionaries of any depth. */
export type Ends = unknown;

/** The tensors of a model's ends in Keras's order, dictionaries by their keys; `null` for anything else. */
export function tensorsOfEnds(ends: Ends): History[] | null {
  if (isHistory(ends)) return [ends];
  const parts = partsOf(ends)?.map(([, part]) => tensorsOfEnds(part));
  return parts == null || parts.includes(null) ? null : (parts as History[][]).flat();
}

/** The same lists and dictionaries with other things in the place of tensors. */
export function withEnds(ends: Ends, values: unknown[]): Ends {
  const left = [...values];
  const visit = (part: Ends): Ends => {
    if (isHistory(part)) return left.shift();
    const parts = (partsOf(part) ?? []).map(([key, inner]) => [key, visit(inner)] as const);
    return Array.isArray(part) ? parts.map(([, inner]) => inner) : Object.fromEntries(parts);
  };
  return visit(ends);
}

function partsOf(ends: Ends): [key: string, part: Ends][] | null {
  if (Array.isArray(ends)) return Object.entries(ends as Ends[]);
  return isConfig(ends) ? Object.entries(ends).sort(([a], [b]) => (a < b ? -1 : 1)) : null;
}

/** What a functional model's ends were in the file that it came from: TensorFlow.js has flat lists. */
export interface EndsOfModel {
  inputs: Ends;
  outputs: Ends;
}

const known = new WeakMap<tf.layers.Layer, EndsOfModel>();

export function keepEnds(model: tf.layers.Layer, ends: EndsOfModel): void {
  known.set(model, ends);
}

/** The ends of a model that were a dictionary, or lists inside of lists, in its file. */
export function keptEnds(model: tf.layers.Layer): Partial<EndsOfModel> {
  const { inputs, outputs } = known.get(model) ?? {};
  return {
    ...(isFlat(inputs) ? {} : { inputs }),
    ...(isFlat(outputs) ? {} : { outputs }),
  };
}

function isFlat(ends: Ends): boolean {
  return ends == null || isHistory(ends) || (Array.isArray(ends) && ends.every(isHistory));
}

/** The arguments of a nested model's call in the order of its inputs, where they are given by name. */
export function byName(model: tf.layers.Layer, given: Config): unknown[] | null {
  const { inputs } = keptEnds(model);
  if (isConfig(inputs))
    return Object.entries(given)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, part]) => part);
  const names = (model as tf.LayersModel).inputNames;
  return names.every((name) => name in given) ? names.map((name) => given[name]) : null;
}
