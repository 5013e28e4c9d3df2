import { show } from '../show.js';
import * as tf from '../tfjs/tf.js';

type Json = Record<string, unknown>;

/** One call of a layer: what it waits for. */
interface Call {
  layer: string;
  missing: number;
}

interface Layer {
  /** How many outputs it has: one for each of its calls, and one of its own for inputs and models. */
  outputs: number;
  /** What waits for its outputs, by their number. */
  waiting: Map<number, Call[]>;
}

/**
 * Checks the calls of layers in a topology. TensorFlow.js repeatedly makes those calls whose inputs exist, until none
 * is left; it never ends if an input never comes to exist.
 *
 * @throws If a call takes what no layer gives, if calls wait for one another, or if they are not written as such.
 */
export function checkLayerGraphs(file: string, topology: object): void {
  const left: object[] = [topology];
  for (let value = left.pop(); value != null; value = left.pop()) {
    if (!Array.isArray(value) && isGraph((value as Json).layers)) {
      checkGraph(file, (value as { layers: Json[] }).layers);
    }
    for (const child of Object.values(value) as unknown[]) {
      if (typeof child === 'object' && child !== null) left.push(child);
    }
  }
}

function isGraph(layers: unknown): boolean {
  return (
    Array.isArray(layers) &&
    layers.some((layer) => isObject(layer) && valuesOf(layer, 'inboundNodes').length > 0)
  );
}

function checkGraph(file: string, entries: unknown[]): void {
  const layers = new Map<string, Layer>();
  for (const entry of entries) {
    const name = isObject(entry) ? entry.name : entry;
    if (!isObject(entry) || typeof name !== 'string') {
      throw new Error(`${file}: the name of a layer must be a string, got ${show(name)}.`);
    }
    const own = isObject(entry.config) ? entry.config.name : undefined;
    if (layers.has(name) || (own != null && own !== '' && own !== name)) {
      throw new Error(`${file}: the name ${show(name)} must be that of one layer only.`);
    }
    layers.set(name, { outputs: ownOutputs(entry), waiting: new Map() });
  }
  const ready: Call[] = [];
  let open = 0;
  for (const entry of entries as Json[]) {
    const layer = entry.name as string;
    for (const inputs of callsOf(file, entry)) {
      const call: Call = { layer, missing: inputs.length };
      open++;
      for (const [name, index] of inputs) {
        const source = layers.get(name);
        if (source == null) {
          throw new Error(
            `${file}: layer ${show(layer)} takes its input from ${show(name)}, which does not exist.`,
          );
        }
        if (index < source.outputs) call.missing--;
        else if (source.waiting.has(index)) source.waiting.get(index)!.push(call);
        else source.waiting.set(index, [call]);
      }
      if (call.missing === 0) ready.push(call);
    }
  }
  for (let call = ready.pop(); call != null; call = ready.pop()) {
    open--;
    const source = layers.get(call.layer)!;
    for (const waiting of source.waiting.get(source.outputs) ?? []) {
      if (--waiting.missing === 0) ready.push(waiting);
    }
    source.waiting.delete(source.outputs++);
  }
  if (open > 0) {
    const blocked = [...layers].filter(([, { waiting }]) => waiting.size > 0);
    throw new Error(
      `${file}: the layers of its model wait for one another in a circle, or for calls that do not exist: ` +
        `for outputs of ${show(blocked.map(([name]) => name))}.`,
    );
  }
}

/** The calls in a layer's entry, each a list of the layers and the number of their outputs that it takes. */
function callsOf(file: string, entry: Json): [name: string, index: number][][] {
  const damaged = (what: string, value: unknown): Error =>
    new Error(
      `${file}: the inbound_nodes of layer ${show(entry.name)} must be ${what}, got ${show(value)}.`,
    );
  const lists = valuesOf(entry, 'inboundNodes');
  const [list] = lists;
  if (lists.length !== 1 || !Array.isArray(list)) throw damaged('a list', list);
  return (list as unknown[]).flatMap((call) => {
    if (!Array.isArray(call)) throw damaged('lists of calls', call);
    const inputs = (call as unknown[]).map((input): [string, number] => {
      const [name, index] = Array.isArray(input) ? (input as unknown[]) : [];
      if (typeof name !== 'string' || !Number.isSafeInteger(index) || (index as number) < 0) {
        throw damaged('calls such as ["layer", 0, 0]', input);
      }
      return [name, index as number];
    });
    return inputs.length > 0 ? [inputs] : [];
  });
}

/** An input has its output from the start, and so has a model that is not empty. */
function ownOutputs(entry: Json): number {
  const [className] = valuesOf(entry, 'className').reverse();
  const name = typeof className === 'string' ? camelCase(className) : '';
  if (name === 'InputLayer') return 1;
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  const known = Object.hasOwnProperty.call(classNameMap, name) ? classNameMap[name][0] : null;
  const isModel =
    known != null &&
    ((known as unknown) === tf.LayersModel || known.prototype instanceof tf.LayersModel);
  if (!isModel) return 0;
  const { config } = entry;
  const layers = isObject(config) ? config.layers : config;
  return Array.isArray(layers) && layers.length > 0 ? 1 : 0;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The values of a key, in every spelling of it that TensorFlow.js accepts. */
function valuesOf(object: Json, key: string): unknown[] {
  return Object.keys(object)
    .filter((spelling) => camelCase(spelling) === key)
    .map((spelling) => object[spelling]);
}

/** As TensorFlow.js does it. */
function camelCase(text: string): string {
  return text.replace(/_+(\w|$)/g, (_, letter: string) => letter.toUpperCase());
}
