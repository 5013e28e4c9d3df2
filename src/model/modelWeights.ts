import type * as tf from '../tfjs/tf.js';
import { freeAxes, normalizeAxis } from '../axes.js';
import { Constraint } from '../tfjs/constraint.js';
import { enforcedConstraint } from '../enforce/enforcement.js';
import { optionField } from '../tfjs/layerOptions.js';
import { fields, innerLayers, ownWeights, variableOf, weightName } from '../tfjs/layers.js';
import { knownUnitAxes } from '../unitAxes.js';

type Layer = tf.layers.Layer;

/** A weight of a model, and where it is. */
export interface ModelWeight {
  /** The layer's name, after those of the nested models around it: `encoder/dense_1`. */
  layer: string;
  /** The weight within that layer: `kernel`, `forward_lstm_1/kernel`. */
  weight: string;
  /** The weight's name within the layer that holds it: `kernel`. */
  name: string;
  /** From the model down to the layer that holds the weight, which may be a recurrent layer's cell. */
  path: Layer[];
  /** The innermost layer in `path` that is in the list of a model's layers. */
  standing: Layer;
  holder: Layer;
  variable: tf.Variable;
  layerVariable: tf.LayerVariable;
}

/** A model's float weights, including those of nested models, wrappers and cells; those of a shared layer once. */
export function modelWeights(model: Layer): ModelWeight[] {
  const seen = new Set<Layer>();
  const found: ModelWeight[] = [];
  const visit = (path: Layer[], standingAt: number): void => {
    const holder = path[path.length - 1];
    if (seen.has(holder)) return;
    seen.add(holder);
    for (const layerVariable of ownWeights(holder)) {
      const variable = variableOf(layerVariable);
      if (variable.dtype !== 'float32' || variable.rank === 0 || variable.size === 0) continue;
      const standing = path[standingAt];
      found.push({
        layer: layerPath(path, standingAt),
        weight: nameWithin(standing, layerVariable),
        name: weightName(layerVariable),
        path,
        standing,
        holder,
        variable,
        layerVariable,
      });
    }
    for (const inner of innerLayers(holder)) {
      visit([...path, inner], isModel(holder) ? path.length : standingAt);
    }
  };
  visit([model], 0);
  return found;
}

/** The constraint that a weight's layer carries for it, whether it is enforced or not. */
export function constraintOf({ variable, holder, name }: ModelWeight): Constraint | null {
  const carried = fields(holder)[optionField(name, 'Constraint')];
  return enforcedConstraint(variable) ?? (carried instanceof Constraint ? carried : null);
}

/** The axes that a weight's constraint reduces; without one, those of its units. */
export function normAxes(weight: ModelWeight): number[] {
  const { holder, name, variable } = weight;
  const axis = constraintOf(weight)?.getConfig().axis as number | number[] | null | undefined;
  return axis == null
    ? (knownUnitAxes(holder, name, variable.rank) ?? freeAxes('unitNorms', variable.rank))
    : normalizeAxis('unitNorms', axis, variable.rank);
}

/** The constraints that bound a norm, by the class name of ours, another copy's and TensorFlow.js's own. */
const BOUNDING = ['MaxNorm', 'MinMaxNorm'];

/** c of a weight's constraint, if it has one. */
export function boundOf(weight: ModelWeight): number | null {
  const constraint = constraintOf(weight);
  if (constraint == null || !BOUNDING.includes(constraint.getClassName())) return null;
  return constraint.getConfig().maxValue as number;
}

/** The names of the weights that every layer with a kernel has. */
export const KERNELS = ['kernel', 'depthwise_kernel', 'pointwise_kernel'];
const MORE_KERNELS = ['recurrent_kernel', 'embeddings'];

/** Whether max-norm is meant for a weight: it is known to hold units' incoming weights, or its name says so. */
export function isKernel({ holder, name, variable }: ModelWeight): boolean {
  const known = knownUnitAxes(holder, name, variable.rank);
  return (
    known != null ||
    (known === undefined && [...KERNELS, ...MORE_KERNELS].includes(name) && variable.rank > 1)
  );
}

function isModel(layer: Layer): boolean {
  return Array.isArray(fields(layer).layers);
}

function layerPath(path: Layer[], standingAt: number): string {
  const nested = path.slice(1, standingAt).filter(isModel);
  return [...nested, path[standingAt]].map(({ name }) => name).join('/');
}

function nameWithin(standing: Layer, weight: tf.LayerVariable): string {
  const scope = `${standing.name}/`;
  const at = weight.originalName.lastIndexOf(scope);
  return at < 0 ? weightName(weight) : weight.originalName.slice(at + scope.length);
}
