import { show } from '../show.js';
import type * as tf from '../tfjs/tf.js';
import { assignUnprojected, enforcedConstraint } from '../enforce/enforcement.js';
import { layerTitle, ownWeights, variableOf } from '../tfjs/layers.js';
import { isMaxNorm } from '../maxNorm.js';
import type { Hdf5Reader } from './hdf5.js';
import { keptOf } from './kept.js';
import { innerPaths, weightGroups } from './layerTree.js';
import { refuse } from './refusal.js';
import type { StoredWeight } from './storedWeight.js';

type Layer = tf.layers.Layer;

/** Where a file keeps the weights of a model's layers. */
export interface WeightSource {
  /**
   * The weights of a layer and of all layers inside it. A list that stands for several layers holds the weights of all.
   *
   * @param group The layer's place in the tree of layers.
   */
  of(layer: Layer, group: string): [layer: Layer, stored: StoredWeight[]][];
  /** All weights that the file has for a layer that is not known yet. */
  listed(group: string): StoredWeight[];
  /** The weights of a whole model, in the file's order. */
  all(model: tf.LayersModel): [layer: Layer, weights: tf.LayerVariable[], stored: StoredWeight[]][];
}

type Check = (weight: StoredWeight, chunk: number[] | null) => StoredWeight;

/** Counts what the datasets of a file claim to hold, before any is read. */
export function sizeCheck(file: string, limit: number): Check {
  const counted = new Set<string>();
  let total = 0;
  const refusal = (what: string): Error => new Error(`loadKeras: ${file} is refused, ${what}.`);
  return (weight, chunk) => {
    // HDF5 reads whole chunks, however little of one is asked for.
    if (chunk != null && byteLength(chunk) > limit) {
      throw refusal(
        `its weight ${show(weight.path)} is stored in chunks of more than ${limit} bytes: ${show(chunk)}`,
      );
    }
    if (!counted.has(weight.path)) {
      counted.add(weight.path);
      total += byteLength(weight.shape);
    }
    if (total <= limit) return weight;
    throw refusal(
      `its weights claim more than ${limit} bytes: ${show(weight.path)} has shape ${show(weight.shape)}`,
    );
  };
}

function byteLength(shape: number[]): number {
  return shape.reduce((a, b) => a * b, 4);
}

/** `model.weights.h5` of a `.keras` file: `layers/dense_1/vars/0`, whatever the layers' own names. */
export function treeSource(reader: Hdf5Reader, check: Check): WeightSource {
  const found = new Map<Layer, StoredWeight[]>();
  const of: WeightSource['of'] = (layer, group) =>
    weightGroups(layer, group).map(([path, inner]) => {
      const kept = keptOf(inner);
      const weights =
        found.get(inner) ?? (kept == null ? stored(`${path}/vars`) : everything(path));
      if (kept != null) kept.paths = weights.map((weight) => weight.path.slice(path.length + 1));
      found.set(inner, weights);
      return [inner, weights];
    });
  const lists = new Map<string, StoredWeight[]>();
  const stored = (vars: string): StoredWeight[] => {
    const list =
      lists.get(vars) ??
      (reader.names(vars) ?? [])
        .filter((name) => /^\d+$/.test(name))
        .sort((a, b) => Number(a) - Number(b))
        .map((name) => storedAt(reader, `${vars}/${name}`, check));
    lists.set(vars, list);
    return list;
  };
  /** All numbers below a group, in Keras's order: those of its own first, then those of the layers inside. */
  const everything = (path: string): StoredWeight[] =>
    (reader.names(path) ?? [])
      .sort((a, b) => Number(b === 'vars') - Number(a === 'vars') || (a < b ? -1 : 1))
      .filter((name) => name !== 'seed_generator')
      .flatMap((name) =>
        name === 'vars' ? stored(`${path}/vars`) : everything(`${path}/${name}`),
      );
  return {
    of,
    listed: everything,
    all: () =>
      [...found].map(([layer, weights]) => [
        layer,
        keptOf(layer) == null ? ownWeights(layer) : layer.weights,
        weights,
      ]),
  };
}

/**
 * A `.h5` file: one group a layer of the model, named after it, that lists the weights of all layers inside it.
 *
 * @param names The names of the layers, by their place in the tree.
 */
export function listSource(
  reader: Hdf5Reader,
  check: Check,
  names: Map<string, string>,
): WeightSource {
  const lists = new Map<string, StoredWeight[]>();
  const stored = (name: string): StoredWeight[] => {
    const group = `model_weights/${name}`;
    const list =
      lists.get(name) ??
      (reader.texts(group, 'weight_names') ?? []).map((weight) =>
        storedAt(reader, `${group}/${weight}`, check),
      );
    lists.set(name, list);
    return list;
  };
  const listed = (group: string): StoredWeight[] =>
    stored(names.get(group.split('/').slice(0, 2).join('/')) ?? '');
  return {
    listed,
    of: (layer, group) => {
      const list = listed(group);
      return weightGroups(layer).map(([, inner]) => [inner, list]);
    },
    all: (model) =>
      innerPaths(model).map(([path, layer]) => [
        layer,
        layer.weights,
        stored(names.get(path) ?? ''),
      ]),
  };
}

function storedAt(reader: Hdf5Reader, path: string, check: Check): StoredWeight {
  const shape = reader.shape(path);
  if (shape != null) return check({ path, shape }, reader.chunk(path));
  throw new Error(`loadKeras: the file names a weight ${show(path)} that it does not hold.`);
}

/**
 * Gives every weight of a model the file's numbers.
 *
 * @param asStored Whether those outside of max-norm stay there.
 */
export function assignWeights(
  model: tf.LayersModel,
  source: WeightSource,
  asStored: boolean,
  tensorOf: (stored: StoredWeight) => tf.Tensor,
): void {
  for (const [layer, weights, stored] of source.all(model)) {
    const shapes = weights.map((weight) => weight.shape as number[]);
    if (stored.length !== shapes.length || !shapes.every((s, i) => sameShape(s, stored[i].shape))) {
      mismatch(layer, shapes, stored);
    }
    weights.forEach((weight, i) => {
      const value = tensorOf(stored[i]);
      assign(variableOf(weight), value, asStored);
      value.dispose();
    });
  }
}

/**
 * A constraint that the file's weights are past already changes them a little more every time, but for max-norm: inside
 * its bound it leaves every bit, and outside it is to be enforced from the start.
 */
function assign(variable: tf.Variable, value: tf.Tensor, asStored: boolean): void {
  if (!asStored && isMaxNorm(enforcedConstraint(variable))) variable.assign(value);
  else assignUnprojected(variable, value);
}

export function sameShape(a: number[], b: number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

export function mismatch(layer: Layer, shapes: number[][], stored: StoredWeight[]): never {
  return refuse(
    { owner: 'loadKeras', subject: layerTitle(layer) },
    `by its configuration its weights have the shapes ${show(shapes)}, and the file holds ` +
      show(stored.map(({ shape }) => shape)),
    keptOf(layer) == null
      ? 'The file is damaged, or its configuration was changed by hand'
      : 'Make the layer with weights of these shapes, in this order',
  );
}
