import type * as tf from './tfjs/tf.js';
import { checkAxis, freeAxes, normalizeAxis } from './axes.js';
import { checkString } from './checks.js';
import { show } from './show.js';
import { checkModel } from './tfjs/checks.js';
import {
  classNames,
  innerLayers,
  layerTitle,
  ownWeights,
  weightName as nameOf,
} from './tfjs/layers.js';

type Layer = tf.layers.Layer;

/** Layer class -> weight -> the axes that are summed over to get the norm of one unit's incoming weights. */
const table = new Map(
  Object.entries<Record<string, number[]>>({
    Dense: { kernel: [0] },
    Conv1D: { kernel: [0, 1] },
    Conv2D: { kernel: [0, 1, 2] },
    Conv3D: { kernel: [0, 1, 2, 3] },
    // Transposed kernels are [k..., filters, in].
    Conv2DTranspose: { kernel: [0, 1, 3] },
    Conv3DTranspose: { kernel: [0, 1, 2, 4] },
    DepthwiseConv2D: { depthwise_kernel: [0, 1] },
    SeparableConv2D: { depthwise_kernel: [0, 1], pointwise_kernel: [0, 1, 2] },
    Embedding: { embeddings: [1] },
    SimpleRNNCell: { kernel: [0], recurrent_kernel: [0] },
    GRUCell: { kernel: [0], recurrent_kernel: [0] },
    LSTMCell: { kernel: [0], recurrent_kernel: [0] },
    ConvLSTM2DCell: { kernel: [0, 1, 2], recurrent_kernel: [0, 1, 2] },
    BatchNormalization: {},
    LayerNormalization: {},
    PReLU: {},
  }).map(([className, weights]) => [className, new Map(Object.entries(weights))]),
);

/** The same for custom layers, with axes as given: negative ones count from the end. */
const registered = new Map<string, Map<string, number[]>>();

/**
 * Registers the axes of a custom layer's weight that hold one unit's incoming weights. This is only needed if units do
 * not lie on the last axis, or if a whole vector is to be bounded. Subclasses of the layer inherit the axes.
 *
 * Call it before the first such layer is built, and before loading a model, since it is not saved with the model. Axes
 * that were found earlier are saved with the constraint.
 *
 * @param className The layer's `static className`.
 * @param weightName The name given to `addWeight`, such as `'kernel'`.
 * @param axes The axes to reduce, as in Keras; negative ones count from the end.
 * @throws {TypeError} If a name is not a string, or `axes` holds anything but numbers.
 * @throws {RangeError} If a name is empty, `axes` is not a list of distinct integers, or the class is one of TensorFlow.js's
 *   layers, whose axes are known.
 *
 * @example
 * ```ts
 * class Rows extends tf.layers.Layer {
 *   static className = 'Rows';
 *   override build(): void {
 *     // [units, inputDim]: one unit's incoming weights are a row.
 *     this.addWeight('kernel', [8, 4], 'float32', tf.initializers.ones(), undefined, true, maxNorm());
 *   }
 * }
 * registerUnitAxes('Rows', 'kernel', -1);
 * const layer = new Rows();
 * layer.build();
 * unitAxes(layer, 'kernel'); // [1]
 * ```
 */
export function registerUnitAxes(
  className: string,
  weightName: string,
  axes: number | number[],
): void {
  checkString('registerUnitAxes', 'className', className);
  checkString('registerUnitAxes', 'weightName', weightName);
  if (table.has(className)) {
    throw new RangeError(
      `registerUnitAxes: className must be a custom layer's, since the axes of TensorFlow.js's own layers are known, ` +
        `got ${show(className)}; write maxNorm({ axis }) where you want others.`,
    );
  }
  checkAxis('registerUnitAxes', axes ?? [], 'axes');
  const weights = registered.get(className) ?? new Map<string, number[]>();
  registered.set(className, weights.set(weightName, Array.isArray(axes) ? [...axes] : [axes]));
}

/**
 * The axes known for a weight of a layer's class: `null` where the class is known and the weight has no incoming
 * weights (a bias, say), `undefined` where the class is unknown.
 */
export function knownUnitAxes(
  layer: Layer,
  weightName: string,
  rank: number | null,
): number[] | null | undefined {
  for (const className of classNames(layer)) {
    const axes = registered.get(className)?.get(weightName);
    if (axes != null) return axesOfRank(layer, weightName, axes, rank);
    const weights = table.get(className);
    if (weights != null) return weights.get(weightName) ?? null;
  }
  return undefined;
}

function axesOfRank(
  layer: Layer,
  weightName: string,
  axes: number[],
  rank: number | null,
): number[] {
  if (rank != null) {
    const caller = `registerUnitAxes for weight "${weightName}" of ${layerTitle(layer)}`;
    return normalizeAxis(caller, axes, rank, 'axes');
  }
  if (axes.some((axis) => axis < 0)) {
    throw new RangeError(
      `unitAxes: layer must be built, since the axes of weight "${weightName}" of ${layerTitle(layer)} count from the end.`,
    );
  }
  return axes.slice().sort((a, b) => a - b);
}

/** As {@link unitAxes}, for a weight whose rank is known, which its layer may not have added yet. */
export function unitAxesOfRank(
  caller: string,
  layer: Layer,
  weightName: string,
  rank: number,
): number[] {
  const known = knownUnitAxes(layer, weightName, rank);
  if (known != null) return known;
  // A custom layer's kernel: output units lie on the last axis, as in every tfjs layer that multiplies by a kernel.
  if (known === undefined && rank > 1) return freeAxes(caller, rank);
  throw new RangeError(
    `${caller}: weight "${weightName}" of ${layerTitle(layer)} has no incoming weights to bound a unit by. ` +
      `Write the axes that hold one vector, such as maxNorm({ axis: 0 }) for the whole of a bias, ` +
      `or leave its constraint out.`,
  );
}

/**
 * Warns if a constraint's norm is not the norm of a unit. The usual mistake is axis 0, Keras's default, for the kernel
 * of a convolution. Axes of size 1 are ignored.
 */
export function warnUnlessUnit(
  title: string,
  axes: number[],
  layer: Layer,
  weightName: string,
  shape: number[],
): void {
  const unit = knownUnitAxes(layer, weightName, shape.length);
  if (unit == null || sameAxes(axes, unit, shape)) return;
  console.warn(
    `${title}: axis ${show(axes)} is used as given, but one unit's incoming weights are in ${show(unit)}: its norm is ` +
      `not what is bounded. Give axis: ${show(unit)}, or leave axis out of maxNorm to have it found. In a model from a ` +
      `file, constrainModel(model, { maxValue, replace: true }) finds it.`,
  );
}

/** Whether reducing either gives the same norms. */
export function sameAxes(a: number[], b: number[], shape: number[]): boolean {
  const wide = (axes: number[]): string => axes.filter((axis) => shape[axis] !== 1).join();
  return wide(a) === wide(b);
}

/**
 * The axes of a layer's weight that hold one unit's incoming weights: those that max-norm reduces.
 *
 * For a weight of shape `[3, 3, 64, 128]` in a `Conv2D` they are `[0, 1, 2]`: each of the 128 filters is one unit.
 * For a layer around another (`TimeDistributed`, `Bidirectional`, `RNN`) they are those of the inner layer. A layer of
 * unknown class is taken to have its units on the last axis.
 *
 * @param layer The layer that holds the weight.
 * @param weightName The weight's name, such as `'kernel'`, `'recurrent_kernel'` or `'embeddings'`.
 * @returns Ascending non-negative axes.
 * @throws {TypeError} If `layer` is not a layer of the TensorFlow.js that this package has loaded, or `weightName` is not a string.
 * @throws {RangeError} If the layer is disposed, does not have the weight, or the weight has no incoming weights
 *   (`'bias'`, `'gamma'`).
 *
 * @example
 * ```ts
 * unitAxes(tf.layers.conv2d({ filters: 8, kernelSize: 3 }), 'kernel'); // [0, 1, 2]
 * unitAxes(tf.layers.embedding({ inputDim: 100, outputDim: 16 }), 'embeddings'); // [1]
 * ```
 */
export function unitAxes(layer: Layer, weightName: string): number[] {
  checkModel('unitAxes', 'layer', layer);
  checkString('unitAxes', 'weightName', weightName);
  const own = ownWeights(layer).find((weight) => nameOf(weight) === weightName);
  if (own != null) return [...unitAxesOfRank('unitAxes', layer, weightName, own.shape.length)];
  const known = knownUnitAxes(layer, weightName, null);
  if (known != null) return [...known];
  const [inner] = innerLayers(layer);
  if (known === undefined && inner != null) return unitAxes(inner, weightName);
  if (known === null && !layer.built) return unitAxesOfRank('unitAxes', layer, weightName, 0);
  throw new RangeError(
    `unitAxes: weightName must be that of a weight of ${layerTitle(layer)}, got ${show(weightName)}` +
      (layer.built ? '.' : ', which it does not have, or not yet: build it first.'),
  );
}
