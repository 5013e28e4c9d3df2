import { show } from '../show.js';
import { type Index } from '../layers/item.js';
import { type Operand, Operation } from '../layers/operation.js';
import { operations } from '../layers/operations.js';
import type * as tf from '../tfjs/tf.js';
import { type Config, isConfig, readList, writeObject } from './config.js';
import { camel, snake, tfjsName } from './naming.js';
import { type Place, refuse } from './refusal.js';

/** Whether an object in a model is an operation on tensors, such as `x + y`, and no layer. */
export function isOperation(object: unknown): boolean {
  if (!isConfig(object) || !isConfig(object.config)) return false;
  if (typeof object.module === 'string')
    return /^keras\.(src\.)?(ops|activations)\b/.test(object.module);
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
  // The same as an operation and as an activation.
  const operation = className === 'ReLU' ? 'relu' : className[0].toLowerCase() + className.slice(1);
  const { name: written, ...config } = object.config as Config;
  const name = tfjsName(String(written));
  const [call] = readList(object.inbound_nodes, 'inbound_nodes', place);
  const args = readList(isConfig(call) ? call.args : null, 'args', place);
  if (operation === 'getItem') {
    const parts = Array.isArray(args[1]) ? (args[1] as unknown[]) : [args[1]];
    return new Operation({
      name,
      operation,
      index: parts.map((part) => indexFromKeras(part, place)),
    });
  }
  const entry = operations.get(operation);
  if (entry == null) {
    return refuse(
      place,
      `the operation ${className} on tensors has no counterpart; ${[...operations.keys()].map(kerasName).join(', ')} have one`,
      `Write it with layers, or give a layer in its place: loadKeras(file, { layers: { ${show(String(written))}: (config) => layer } })`,
    );
  }
  const options = optionsOf(operation, config, entry.options ?? {}, place);
  const given = entry.ofList === true ? readList(args[0], 'args', place) : args;
  const operands = given.map((arg) => operandFromKeras(arg, place));
  return new Operation({ name, operation, operands, options });
}

/** Options whose other values no entry computes. */
const defaults: Config = { alpha: 1, maxValue: null, threshold: 0 };

function optionsOf(operation: string, config: Config, known: Config, place: Place): Config {
  const options: Config = { ...known };
  for (const [written, value] of Object.entries(config)) {
    const key = camel(written);
    if (value == null) continue;
    if (Object.hasOwnProperty.call(known, key)) options[key] = value;
    else if (value !== (defaults[key] ?? 0)) {
      refuse(
        place,
        `its ${written} is ${show(value)}, and only the default is exchanged`,
        'Write it with a layer',
      );
    }
  }
  if (operation === 'clip' && [config.x_min, config.x_max].some((end) => typeof end !== 'number')) {
    refuse(place, 'its bounds are not numbers', 'Give two numbers');
  }
  if (operation === 'transpose' && !Array.isArray(config.axes)) {
    refuse(place, 'it has no axes', 'Say the order of the axes');
  }
  return options;
}

function operandFromKeras(arg: unknown, place: Place): Operand {
  if (typeof arg === 'number') return arg;
  if (isConfig(arg)) {
    if (arg.class_name === '__keras_tensor__') return null;
    const isConstant = arg.class_name === '__tensor__' || arg.class_name === '__numpy__';
    if (isConstant && isConfig(arg.config) && isNumbers(arg.config.value)) return arg.config.value;
  }
  return refuse(
    place,
    'one of its operands is neither a tensor nor a number nor an array of numbers',
    'Make it one of them',
  );
}

function isNumbers(value: unknown): value is Operand {
  return (
    typeof value === 'number' ||
    (Array.isArray(value) && value.length > 0 && value.every(isNumbers))
  );
}

function indexFromKeras(part: unknown, place: Place): Index {
  if (typeof part === 'number' || part === null) return part;
  if (isConfig(part) && part.class_name === '__ellipsis__') return '...';
  if (isConfig(part) && part.class_name === '__slice__' && isConfig(part.config)) {
    const { start, stop, step } = part.config;
    const parts = [start, stop, step];
    const isPlain = parts.every((value) => value == null || typeof value === 'number');
    if (isPlain && step !== 0) return parts as Index;
  }
  return refuse(
    place,
    'it takes something else of an axis than one element or a slice',
    'Write it with slices and numbers, such as x[:, -1, :]',
  );
}

function kerasName(operation: string): string {
  return operation[0].toUpperCase() + operation.slice(1);
}

export function operationToKeras({ operation, name, options }: Operation): Config {
  const isActivation =
    /^(relu6?|sigmoid|silu|softplus|softsign|elu|selu|hardSigmoid|hardSilu|leakyRelu|gelu|softmax|logSoftmax)$/.test(
      operation,
    );
  const module = isActivation ? 'keras.src.ops.nn' : 'keras.src.ops.numpy';
  return writeObject(
    module,
    kerasName(operation),
    {
      name,
      ...Object.fromEntries(Object.entries(options).map(([key, value]) => [snake(key), value])),
    },
    kerasName(operation),
  );
}

/** What an operation is called with: its tensors in their places. */
export function operandsToKeras(
  { operation, operands, index }: Operation,
  tensors: unknown[],
): unknown[] {
  if (index != null) return [tensors[0], index.map(indexToKeras)];
  const left = [...tensors];
  const args = operands.map((operand) => {
    if (operand == null) return left.shift();
    return Array.isArray(operand)
      ? { class_name: '__numpy__', config: { value: operand, dtype: 'float32' } }
      : operand;
  });
  return operations.get(operation)?.ofList === true ? [args] : args;
}

function indexToKeras(part: Index): unknown {
  if (part === '...') return { class_name: '__ellipsis__', config: {} };
  if (!Array.isArray(part)) return part;
  const [start, stop, step] = part;
  return { class_name: '__slice__', config: { start, stop, step } };
}
