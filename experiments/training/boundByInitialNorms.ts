import type * as tf from '@tensorflow/tfjs';
import { constrainModel, normReport } from 'tfjs-max-norm';

/** Bounds every kernel of an untrained model, recurrent ones too, by so many times the mean norm of its own units. */
export async function boundByInitialNorms(model: tf.LayersModel, factor: number): Promise<void> {
  for (const { layer, weight, mean } of await normReport(model, { kernels: true })) {
    // The kernel beside a recurrent kernel keeps the bound that it has been given before.
    const weights = weight === 'recurrent_kernel' ? [weight] : [];
    constrainModel(model, { maxValue: factor * mean, layers: [layer], weights });
  }
}
