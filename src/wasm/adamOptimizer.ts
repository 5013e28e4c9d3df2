import * as tf from '../tfjs/tf.js';
import { adamUpdate, type AdamAttrs } from './kernels/adamUpdate.js';
import { planFor } from './kernels/kernel.js';
import { onWasm, type Patch } from './patch.js';

/** What the update needs of `tf.AdamOptimizer`. */
interface Adam extends AdamAttrs {
  accBeta1: tf.Variable;
  accBeta2: tf.Variable;
  accumulatedFirstMoment: Moment[];
  accumulatedSecondMoment: Moment[];
  incrementIterations(): void;
}

interface Moment {
  originalName: string;
  variable: tf.Variable;
}

type Gradients = tf.NamedTensorMap | { name: string; tensor: tf.Tensor | null }[];

/** `applyGradients` of `tf.train.adam` with one kernel for each weight in place of fourteen. */
export const adamOptimizer: Patch = {
  prototype: () => tf.AdamOptimizer.prototype,
  method: 'applyGradients',
  replace: (stock) =>
    function (this: Adam, gradients: Gradients) {
      const entries: [string, tf.Tensor | null][] = Array.isArray(gradients)
        ? gradients.map(({ name, tensor }) => [name, tensor])
        : Object.entries(gradients);
      if (!onWasm() || !entries.every(([name, gradient], i) => fits(this, i, name, gradient))) {
        return stock.call(this, gradients);
      }
      tf.tidy(() => {
        const correction1 = tf.sub(1, this.accBeta1);
        const correction2 = tf.sub(1, this.accBeta2);
        entries.forEach(([name, gradient], i) => {
          const weight = tf.engine().registeredVariables[name];
          const moment1 = momentOf(this.accumulatedFirstMoment, i, `${name}/m`, weight);
          const moment2 = momentOf(this.accumulatedSecondMoment, i, `${name}/v`, weight);
          if (gradient == null) return;
          const { beta1, beta2, epsilon, learningRate } = this;
          const inputs = { weight, gradient, moment1, moment2, correction1, correction2 };
          const attrs = { beta1, beta2, epsilon, learningRate };
          const [newWeight, newMoment1, newMoment2] = runAdamUpdate(inputs, attrs);
          moment1.assign(newMoment1);
          moment2.assign(newMoment2);
          weight.assign(newWeight);
        });
        this.accBeta1.assign(tf.mul(this.accBeta1, this.beta1));
        this.accBeta2.assign(tf.mul(this.accBeta2, this.beta2));
      });
      this.incrementIterations();
    },
};

/** Whether the kernel was written for these tensors: moments go by position, whatever weights an optimizer met before. */
function fits(adam: Adam, i: number, name: string, gradient: tf.Tensor | null): boolean {
  const weight = tf.engine().registeredVariables[name] as tf.Variable | undefined;
  if (weight == null || gradient == null) return weight != null;
  const inputs = {
    weight,
    gradient,
    moment1: adam.accumulatedFirstMoment.at(i)?.variable ?? weight,
    moment2: adam.accumulatedSecondMoment.at(i)?.variable ?? weight,
    correction1: adam.accBeta1,
    correction2: adam.accBeta2,
  };
  return planFor(adamUpdate, inputs, adam) != null;
}

function runAdamUpdate(inputs: tf.NamedTensorMap, attrs: tf.NamedAttrMap): tf.Tensor[] {
  return tf.engine().runKernel(adamUpdate.kernelName, inputs, attrs);
}

function momentOf(
  moments: Moment[],
  i: number,
  originalName: string,
  weight: tf.Variable,
): tf.Variable {
  moments[i] ??= {
    originalName,
    variable: tf.tidy(() => tf.zerosLike(weight).variable(false)),
  };
  return moments[i].variable;
}
