import * as tf from '@tensorflow/tfjs';
import { Constraint } from './constraint.js';
import { allLayers, fields } from './layers.js';

/** What TensorFlow.js 4.22 gets wrong with constraints, mended on its classes: without it they would be lost on saving. */
export function mendUpstream(): void {
  mendConfig('DepthwiseConv2D', (layer) => ({
    // Upstream writes the regularizer here.
    depthwiseConstraint: serialize(layer.depthwiseConstraint as Constraint | null),
  }));
  mendConfig('SeparableConv2D', (layer) => ({
    // Upstream leaves it out, and then the weights' shapes do not fit.
    depthMultiplier: layer.depthMultiplier as number,
  }));
  mendBidirectional();
}

type LayerFields = Record<string, unknown>;

function prototypeOf(className: string): tf.layers.Layer {
  const [constructor] = tf.serialization.SerializationMap.getMap().classNameMap[className];
  return constructor.prototype as tf.layers.Layer;
}

function mendConfig(
  className: string,
  mended: (layer: LayerFields) => tf.serialization.ConfigDict,
): void {
  const prototype = prototypeOf(className);
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called on each layer below
  const getConfig = prototype.getConfig;
  prototype.getConfig = function () {
    return { ...getConfig.call(this), ...mended(fields(this)) };
  };
}

function serialize(constraint: Constraint | null): tf.serialization.ConfigDict | null {
  return constraint == null
    ? null
    : { className: constraint.getClassName(), config: constraint.getConfig() };
}

/**
 * Bidirectional clones its layer through its config, so that its two directions would not follow the constraint object
 * that the user holds, and saves the layer it was given, which is never built and never learns its axes.
 */
function mendBidirectional(): void {
  const prototype = prototypeOf('Bidirectional');
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called on each layer below
  const build = prototype.build;
  prototype.build = function (inputShape) {
    const { layer, forwardLayer, backwardLayer } = fields(this) as Record<string, tf.layers.Layer>;
    copyConstraints(layer, forwardLayer);
    copyConstraints(layer, backwardLayer);
    build.call(this, inputShape);
    copyConstraints(forwardLayer, layer);
  };
}

/** Gives the layers inside `to` the constraint objects of their twins inside `from`. */
function copyConstraints(from: tf.layers.Layer, to: tf.layers.Layer): void {
  const twins = [...allLayers(to)];
  [...allLayers(from)].forEach((original, i) => {
    for (const [key, value] of Object.entries(fields(original))) {
      if (value instanceof Constraint) fields(twins[i])[key] = value;
    }
  });
}
