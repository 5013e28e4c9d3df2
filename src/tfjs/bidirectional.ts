import { Constraint } from './constraint.js';
import { allLayers, fields, prototypeOf } from './layers.js';
import type * as tf from './tf.js';

type Layer = tf.layers.Layer;

/**
 * Bidirectional makes two copies of its layer from the layer's configuration, so they would not have the user's
 * constraint object. And it saves the layer that it was given, which is never built, so that layer knows neither its
 * axes nor the present constraints of its copies.
 */
export function mendBidirectional(): void {
  const prototype = prototypeOf('Bidirectional');
  /* eslint-disable @typescript-eslint/unbound-method -- both are called on each layer below */
  const { build, getConfig } = prototype;
  /* eslint-enable @typescript-eslint/unbound-method */
  prototype.build = function (inputShape) {
    const { layer, forwardLayer, backwardLayer } = fields(this) as Record<string, Layer>;
    copyConstraints(layer, forwardLayer);
    copyConstraints(layer, backwardLayer);
    build.call(this, inputShape);
  };
  prototype.getConfig = function () {
    const config = getConfig.call(this);
    const { layer, forwardLayer } = fields(this) as Record<string, Layer>;
    const saved = { className: layer.getClassName(), config: forwardLayer.getConfig() };
    saved.config.name = layer.name;
    return { ...config, layer: saved };
  };
}

/** Gives the layers inside `to` the constraint objects of their twins inside `from`. */
function copyConstraints(from: Layer, to: Layer): void {
  const twins = [...allLayers(to)];
  [...allLayers(from)].forEach((original, i) => {
    for (const [key, value] of Object.entries(fields(original))) {
      if (value instanceof Constraint) fields(twins[i])[key] = value;
    }
  });
}

/** The name that a user gave to a layer: for a copy that Bidirectional made, the name of the original. */
export function givenName(layer: Layer, parent: Layer | undefined): string {
  const isCopy = parent != null && fields(parent).forwardLayer != null;
  return isCopy ? (fields(parent).layer as Layer).name : layer.name;
}
