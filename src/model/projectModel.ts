import * as tf from '../tfjs/tf.js';
import { type Axis, checkAxis } from '../axes.js';
import { checkMaxValue, checkOptions } from '../checks.js';
import { MaxNorm } from '../maxNorm.js';
import { downloadNorms } from './normFigures.js';
import { type WeightSelection, selectWeights } from './selectWeights.js';

export interface ProjectModelOptions extends WeightSelection {
  /** c, the largest L2 norm of a unit's incoming weights: positive and finite. */
  maxValue: number;
  /**
   * The axes to reduce, as in Keras, for every selected weight; with `null` they are found from each layer.
   *
   * @default null
   */
  axis?: Axis;
}

/** A weight that {@link projectModel} changed. */
export interface ProjectedWeight {
  /** The layer's name, after those of the nested models around it: `encoder/dense_1`. */
  layer: string;
  /** The weight within that layer: `kernel`, `forward_lstm_1/kernel`. */
  weight: string;
  /** How many units the weight has. */
  units: number;
  /** How many of them were cut to the bound. */
  unitsCut: number;
  /** The largest norm of a unit before. */
  maxBefore: number;
}

/**
 * Projects the weights of a model once: after training, for example, or after loading. Nothing is enforced later; for
 * that see {@link constrainModel}. A weight that has a constraint is projected as well, and its constraint is still
 * enforced.
 *
 * @param model A model or a single layer, built.
 * @returns The weights that changed, which have changed by the time the promise is returned. It is a promise because
 *   the norms are downloaded, and WebGPU allows no synchronous download.
 * @throws {TypeError | RangeError} As {@link constrainModel} does, before anything has changed.
 *
 * @example
 * ```ts
 * const model = tf.sequential();
 * model.add(tf.layers.dense({ units: 8, inputShape: [4], kernelInitializer: 'ones' }));
 * const [{ unitsCut, maxBefore }] = await projectModel(model, { maxValue: 1 });
 * console.log([unitsCut, maxBefore]); // [8, 2]
 * ```
 */
export async function projectModel(
  model: tf.layers.Layer,
  options: ProjectModelOptions,
): Promise<ProjectedWeight[]> {
  const names = ['maxValue', 'layers', 'weights', 'axis'];
  checkOptions('projectModel', options, names, '{ maxValue: 2 }');
  const { maxValue, axis = null } = options;
  checkMaxValue('projectModel', maxValue);
  checkAxis('projectModel', axis);
  const selected = selectWeights('projectModel', model, options);
  const constraint = new MaxNorm({ maxValue, axis });
  const constraints = selected.map(({ holder, name, variable }) =>
    constraint.forWeight(holder, name, variable.shape, 'projectModel'),
  );
  const projected = selected.map(({ variable }, i) => constraints[i].apply(variable));
  const moves = selected.map(({ variable }, i) => tf.sub(variable, projected[i]));
  const axes = constraints.map((adapted) => adapted.axis);
  const downloaded = downloadNorms([
    ...selected.map(({ variable }, i) => ({ variable, axes: axes[i] })),
    ...moves.map((variable, i) => ({ variable, axes: axes[i] })),
  ]);
  selected.forEach(({ variable }, i) => variable.assign(projected[i]));
  tf.dispose([projected, moves]);

  const norms = await downloaded;
  return selected.flatMap(({ layer, weight }, i) => {
    const before = norms[i];
    const unitsCut = norms[selected.length + i].filter((distance) => distance > 0).length;
    if (unitsCut === 0) return [];
    return [
      {
        layer,
        weight,
        units: before.length,
        unitsCut,
        maxBefore: before.reduce((a, b) => Math.max(a, b)),
      },
    ];
  });
}
