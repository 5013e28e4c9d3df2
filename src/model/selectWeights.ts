import { checkNames, isListOfStrings, refuseType } from '../checks.js';
import { show } from '../show.js';
import { givenName } from '../tfjs/bidirectional.js';
import { checkModel } from '../tfjs/checks.js';
import type * as tf from '../tfjs/tf.js';
import { KERNELS, type ModelWeight, modelWeights } from './modelWeights.js';

/** Selects weights of a model. */
export interface WeightSelection {
  /**
   * Which layers: by name, by a regular expression for the name, or by a predicate. A name selects what is inside as
   * well: a nested model's layers, a wrapper's layer. The predicate is called with each layer in a model's `layers`,
   * including those of nested models, but not with nested models themselves or what is inside a wrapper.
   *
   * @default all layers
   */
  layers?: string[] | RegExp | ((layer: tf.layers.Layer) => boolean);
  /**
   * Weights besides `kernel`, `depthwise_kernel` and `pointwise_kernel`, by name: `recurrent_kernel`, `embeddings`, or a
   * custom layer's.
   *
   * @default []
   */
  weights?: string[];
}

/**
 * The selected weights.
 *
 * @throws {RangeError} If there are none, or a name given matches none.
 */
export function selectWeights(
  caller: string,
  model: tf.layers.Layer,
  { layers, weights = [] }: WeightSelection,
): ModelWeight[] {
  checkModel(caller, 'model', model);
  checkLayers(caller, layers);
  checkNames(caller, 'weights', weights);
  const all = modelWeights(model);
  const selected = all.filter(
    (weight) => [...KERNELS, ...weights].includes(weight.name) && matches(weight, layers),
  );
  const unmatched =
    weights.find((name) => !selected.some((weight) => weight.name === name)) ??
    (Array.isArray(layers) ? layers : []).find(
      (name) => !selected.some((weight) => matches(weight, [name])),
    );
  if (selected.length === 0 || unmatched != null) {
    const what = unmatched == null ? 'nothing' : `no weight by ${show(unmatched)}`;
    throw new RangeError(
      `${caller}: the selection by layers and weights matches ${what}; ${inventory(all)}.`,
    );
  }
  return selected;
}

function checkLayers(caller: string, layers: unknown): void {
  if (layers == null || isListOfStrings(layers)) return;
  if (layers instanceof RegExp || typeof layers === 'function') return;
  refuseType(caller, 'layers', 'a list of names, a regular expression or a predicate', layers);
}

function matches(weight: ModelWeight, layers: WeightSelection['layers']): boolean {
  if (layers == null) return true;
  if (typeof layers === 'function') return layers(weight.standing);
  const names = [weight.layer, ...namesAlong(weight.path)];
  return Array.isArray(layers)
    ? names.some((name) => layers.includes(name))
    : names.some((name) => name.search(layers) >= 0);
}

/** The names of the layers around a weight, without the whole model's. */
function namesAlong(path: tf.layers.Layer[]): string[] {
  return path.map((layer, i) => givenName(layer, path[i - 1])).slice(path.length === 1 ? 0 : 1);
}

function inventory(all: ModelWeight[]): string {
  return all.length === 0
    ? 'the model has no weights: build it first'
    : `there are ${all.map(({ layer, weight }) => `${layer}/${weight}`).join(', ')}`;
}
