import * as tf from './tf.js';
import { Constraint } from './constraint.js';
import { mendBidirectional } from './bidirectional.js';
import { fields, prototypeOf } from './layers.js';

/** Corrects TensorFlow.js 4.22's own classes, which lose constraints when they are saved. */
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
