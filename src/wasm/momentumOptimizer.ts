import * as tf from '../tfjs/tf.js';
import { momentumUpdate, type MomentumAttrs } from './kernels/momentumUpdate.js';
import { type Gradients, type Slot, slotOf, updatesFor } from './optimizer.js';
import type { Patch } from './patch.js';

/** What the update needs of `tf.MomentumOptimizer`. */
interface Momentum extends MomentumAttrs {
  accumulations: Slot[];
  /** The scalar -rate. */
  c: tf.Tensor;
  /** The momentum as a scalar. */
  m: tf.Tensor;
  incrementIterations(): void;
}

/** `applyGradients` of `tf.train.momentum` with one kernel for each weight in place of four, or six with Nesterov. */
export const momentumOptimizer: Patch = {
  prototype: () => tf.MomentumOptimizer.prototype,
  method: 'applyGradients',
  replace: (stock) =>
    function (this: Momentum, gradients: Gradients) {
      const { accumulations, c: minusRate, m: momentum, useNesterov } = this;
      const updates = updatesFor(momentumUpdate, gradients, (weight, gradient, i) => {
        const accumulation = accumulations[i]?.variable ?? weight;
        return { weight, gradient, accumulation, minusRate, momentum };
      });
      if (updates == null) return stock.call(this, gradients);
      updates.forEach(({ weight, gradient }, i) => {
        const accumulation = slotOf(accumulations, i, weight, `${weight.name}/momentum`);
        if (gradient == null) return;
        tf.tidy(() => {
          const inputs = { weight, gradient, accumulation, minusRate, momentum };
          const [newWeight, newAccumulation] = tf
            .engine()
            .runKernel<tf.Tensor[]>(momentumUpdate.kernelName, inputs, { useNesterov });
          accumulation.assign(newAccumulation);
          weight.assign(newWeight);
        });
      });
      this.incrementIterations();
    },
};
