import * as tf from '../tfjs/tf.js';
import { dropoutMask } from './kernels/dropoutMask.js';
import { planFor } from './kernels/kernel.js';
import { onWasm, type Patch } from './patch.js';

/** What dropping out needs of the layer `Dropout`. */
interface Dropout {
  rate: number;
  seed?: number;
  getNoiseShape(input: tf.Tensor): number[] | null | undefined;
  invokeCallHook(inputs: unknown, kwargs: unknown): void;
}

/** `call` of the layer `Dropout`, whose random numbers are drawn one by one; with a seed, they stay the stock ones. */
export const dropoutLayer: Patch = {
  prototype: () =>
    tf.serialization.SerializationMap.getMap().classNameMap.Dropout[0].prototype as unknown,
  method: 'call',
  replace: (stock) =>
    function (this: Dropout, inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: unknown }) {
      const { rate, seed } = this;
      const input = Array.isArray(inputs) ? inputs[0] : inputs;
      const drops = rate > 0 && rate < 1 && kwargs.training === true;
      if (!onWasm() || !drops || seed != null || input.dtype !== 'float32') {
        return stock.call(this, inputs, kwargs);
      }
      const attrs = { shape: this.getNoiseShape(input) ?? input.shape, rate };
      if (planFor(dropoutMask, {}, attrs) == null) return stock.call(this, inputs, kwargs);
      return tf.tidy(() => {
        this.invokeCallHook(inputs, kwargs);
        const mask = tf.engine().runKernel<tf.Tensor>(dropoutMask.kernelName, {}, attrs);
        return tf.mul(input, mask);
      });
    },
};
