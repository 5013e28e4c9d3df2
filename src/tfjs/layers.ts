import * as tf from './tf.js';

type Layer = tf.layers.Layer;
type LayerVariable = tf.LayerVariable;

/** A layer's fields by name: where wrappers and recurrent layers keep other layers, and layers their constraints. */
export function fields(layer: Layer): Record<string, unknown> {
  return layer as unknown as Record<string, unknown>;
}

/** The prototype of one of TensorFlow.js's own layer classes, which it does not export. */
export function prototypeOf(className: string): Layer {
  const [constructor] = tf.serialization.SerializationMap.getMap().classNameMap[className];
  return constructor.prototype as Layer;
}

/** The class names of a layer, most specific first. */
export function classNames(layer: Layer): string[] {
  const names: string[] = [];
  for (
    let constructor = layer.constructor as { className?: string } | null;
    constructor != null && constructor !== Function.prototype;
    constructor = Object.getPrototypeOf(constructor) as { className?: string } | null
  ) {
    if (Object.hasOwnProperty.call(constructor, 'className')) names.push(constructor.className!);
  }
  return names;
}

/** How an error names a layer. */
export function layerTitle(layer: Layer): string {
  return `layer "${layer.name}" (${layer.getClassName()})`;
}

/** The weights that a layer itself holds, without those of layers inside it. */
export function ownWeights(layer: Layer): LayerVariable[] {
  const own = layer as unknown as Record<
    '_trainableWeights' | '_nonTrainableWeights',
    LayerVariable[]
  >;
  return [...(own._trainableWeights ?? []), ...(own._nonTrainableWeights ?? [])];
}

/** A weight's name within its layer: `kernel` for `dense_Dense1/kernel`. */
export function weightName(weight: LayerVariable): string {
  return weight.originalName.slice(weight.originalName.lastIndexOf('/') + 1);
}

/** The variable behind a layer's weight. */
export function variableOf(weight: LayerVariable): tf.Variable {
  return weight.read() as tf.Variable;
}

/** Whether a layer, or the variable of one of its weights, was disposed. */
export function isDisposed(layer: Layer): boolean {
  return (
    fields(layer)._refCount === 0 ||
    ownWeights(layer).some((weight) => (weight as unknown as { val: tf.Variable }).val.isDisposed)
  );
}

/** The layers directly inside a layer: a model's layers, a wrapper's layer, a recurrent layer's cell or cells. */
export function innerLayers(layer: Layer): Layer[] {
  const candidates = Array.isArray(fields(layer).layers)
    ? (fields(layer).layers as unknown[])
    : Object.values(fields(layer)).flat();
  return candidates.filter((value): value is Layer => value instanceof tf.layers.Layer);
}

/** A layer and all layers inside it at any depth, each once. */
export function allLayers(layer: Layer, seen = new Set<Layer>()): Set<Layer> {
  if (!seen.has(layer)) {
    seen.add(layer);
    for (const inner of innerLayers(layer)) allLayers(inner, seen);
  }
  return seen;
}
