import * as tf from '../tfjs/tf.js';
import { adamUpdate, type AdamAttrs } from './kernels/adamUpdate.js';
import { type Gradients, type Slot, slotOf, updatesFor } from './optimizer.js';
import type { Patch } from './patch.js';

/** What the update needs of `tf.AdamOptimizer`. */
interface Adam extends AdamAttrs {
  accBeta1: tf.Variable;
  accBeta2: tf.Variable;
  accumulatedFirstMoment: Slot[];
  accumulatedSecondMoment: Slot[];
  incrementIterations(): void;
}

/** `applyGradients` of `tf.train.adam` with one kernel for each weight in place of fourteen. */
export const adamOptimizer: Patch = {
  prototype: () => tf.AdamOptimizer.prototype,
  method: 'applyGradients',
  replace: (stock) =>
    function (this: Adam, gradients: Gradients) {
      const { accumulatedFirstMoment: moments1, accumulatedSecondMoment: moments2 } = this;
      const updates = updatesFor(adamUpdate, gradients, (weight, gradient, i) => ({
        weight,
        gradient,
        moment1: moments1[i]?.variable ?? weight,
        moment2: moments2[i]?.variable ?? weight,
        correction1: this.accBeta1,
        correction2: this.accBeta2,
      }));
      if (updates == null) return stock.call(this, gradients);
      tf.tidy(() => {
        const { beta1, beta2, epsilon, learningRate } = this;
        const correction1 = tf.sub(1, this.accBeta1);
        const correction2 = tf.sub(1, this.accBeta2);
        updates.forEach(({ weight, gradient }, i) => {
          const moment1 = slotOf(moments1, i, weight, `${weight.name}/m`);
          const moment2 = slotOf(moments2, i, weight, `${weight.name}/v`);
          if (gradient == null) return;
          const inputs = { weight, gradient, moment1, moment2, correction1, correction2 };
          const attrs = { beta1, beta2, epsilon, learningRate };
          const [newWeight, newMoment1, newMoment2] = tf
            .engine()
            .runKernel<tf.Tensor[]>(adamUpdate.kernelName, inputs, attrs);
          moment1.assign(newMoment1);
          moment2.assign(newMoment2);
          weight.assign(newWeight);
        });
        this.accBeta1.assign(tf.mul(this.accBeta1, beta1));
        this.accBeta2.assign(tf.mul(this.accBeta2, beta2));
      });
      this.incrementIterations();
    },
};
