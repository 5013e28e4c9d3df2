import { show } from '../checks.js';
import { type Index } from '../layers/item.js';
import { Operation, operations } from '../layers/operation.js';
import type * as tf from '../tfjs/tf.js';
import { type Config, isConfig, readList, writeObject } from './config.js';
import { tfjsName } from './naming.js';
import { type Place, refuse } from './refusal.js';

/** Whether an object in a model is an operation on tensors, such as `x + y`, and no layer. */
export function isOperation(object: unknown): boolean {
  if (!isConfig(object) || !isConfig(object.config)) return false;
  if (typeof object.module === 'string') return /^keras\.(src\.)?ops\b/.test(object.module);
  // An .h5 file tells by what every layer has.
  const calls = Array.isArray(object.inbound_nodes) ? object.inbound_nodes : [];
  return (
    calls.some(isConfig) &&
    ['trainable', 'layers'].every((key) => !(key in (object.config as Config))) &&
    // One that makes a mask has a type of its own.
    [undefined, 'bool'].includes(object.config.dtype as undefined)
  );
}

/** Builds an operation as a layer. What it is called with beside tensors belongs to the layer here. */
export function operationFromKeras(object: Config, place: Place): tf.layers.Layer {
  const className = String(object.class_name);
  const operation = className[0].toLowerCase() + className.slice(1);
  const config = object.config as Config;
  const name = tfjsName(String(config.name));
  if (!operations.includes(operation)) {
    return refuse(
      place,
      `the operation ${className} on tensors has no counterpart; ${operations.map(kerasName).join(', ')} have one`,
      `Write it with layers, or give a layer in its place: loadKeras(file, { layers: { ${show(name)}: (config) => layer } })`,
    );
  }
  for (const [key, value] of Object.entries(config)) {
    const isUsual =
      key === 'name' ||
      value == null ||
      (key === 'negative_slope' && value === 0.2) ||
      (key === 'alpha' && value === 1);
    if (!isUsual) {
      refuse(
        place,
        `its ${key} is ${show(value)}, and only the default is exchanged`,
        'Write it with a layer',
      );
    }
  }
  const [call] = readList(object.inbound_nodes, 'inbound_nodes', place);
  const args = readList(isConfig(call) ? call.args : null, 'args', place);
  if (operation === 'getItem') {
    const index = [args[1]].flat().map((part) => indexFromKeras(part, place));
    return new Operation({ name, operation, index });
  }
  const operands = args.map((arg) => {
    if (typeof arg === 'number') return arg;
    if (isConfig(arg) && arg.class_name === '__keras_tensor__') return null;
    return refuse(
      place,
      'one of its operands is neither a tensor nor a number',
      'Make it one of them',
    );
  });
  return new Operation({ name, operation, operands });
}

function indexFromKeras(part: unknown, place: Place): Index {
  if (typeof part === 'number') return part;
  if (isConfig(part) && part.class_name === '__slice__' && isConfig(part.config)) {
    const { start, stop, step } = part.config;
    const parts = [start, stop, step];
    const isPlain = parts.every((value) => value == null || typeof value === 'number');
    if (isPlain && (step == null || (step as number) > 0)) return parts as Index;
  }
  return refuse(
    place,
    'it takes something else of an axis than one element or a slice that goes forward',
    'Write it with slices and numbers, such as x[:, -1, :]',
  );
}

function kerasName(operation: string): string {
  return operation[0].toUpperCase() + operation.slice(1);
}

export function operationToKeras({ operation, name }: Operation): Config {
  const isActivation =
    /^(relu6?|sigmoid|silu|softplus|softsign|elu|selu|hardSigmoid|hardSilu|leakyRelu)$/.test(
      operation,
    );
  const module = isActivation ? 'keras.src.ops.nn' : 'keras.src.ops.numpy';
  return writeObject(module, kerasName(operation), { name }, kerasName(operation));
}

/** What an operation is called with: its tensors in their places. */
export function operandsToKeras({ operands, index }: Operation, tensors: unknown[]): unknown[] {
  if (index != null) return [tensors[0], index.map(indexToKeras)];
  const left = [...tensors];
  return operands.map((operand) => operand ?? left.shift());
}

function indexToKeras(part: Index): unknown {
  if (typeof part === 'number') return part;
  const [start, stop, step] = part;
  return { class_name: '__slice__', config: { start, stop, step } };
}
