import * as tf from '@tensorflow/tfjs';
import { decayLearningRate } from '../../../examples/shared/learningRate.js';

test.each(['sgd', 'momentum', 'adam', 'rmsprop'] as const)(
  'falls in a line from its initial value, with %s',
  async (name) => {
    const optimizer = name === 'momentum' ? tf.train.momentum(1, 0) : tf.train[name](1);
    const callback = decayLearningRate(optimizer, 0.5, 4) as Required<tf.CustomCallbackArgs>;
    const rates: number[] = [];
    for (let batch = 0; batch < 4; batch++) {
      await callback.onBatchBegin(batch);
      rates.push(optimizer.getConfig().learningRate as number);
      await callback.onBatchEnd(batch);
    }
    expect(rates).toEqual([0.5, 0.375, 0.25, 0.125]);
  },
);

test('is the size of the steps that sgd takes', async () => {
  const optimizer = tf.train.sgd(1);
  const callback = decayLearningRate(optimizer, 0.5, 2) as Required<tf.CustomCallbackArgs>;
  const weight = tf.variable(tf.scalar(0));
  for (let batch = 0; batch < 2; batch++) {
    await callback.onBatchBegin(batch);
    optimizer.minimize(() => weight.asScalar(), false, [weight]);
    await callback.onBatchEnd(batch);
  }
  expect(weight.dataSync()[0]).toBeCloseTo(-0.75, 6);
});
