import * as tf from '@tensorflow/tfjs';
import { Masks } from '../../../experiments/training/masks.js';
import { train, type TrainingSettings } from '../../../experiments/training/train.js';
import { PIXELS } from '../../../examples/shared/mnist/digits.js';
import { digitsOf } from '../../examples/shared/mnist/digitsOf.js';

/** The learning rate at each of eight steps. */
async function ratesOf(schedule: Pick<TrainingSettings, 'decay' | 'warmUp'>): Promise<number[]> {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 10, activation: 'softmax', inputShape: [PIXELS] })],
  });
  const optimizer = tf.train.momentum(0.4, 0.9);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  const rates: number[] = [];
  const tensors: number[] = [];
  const settings = { ...schedule, epochs: 2, batchSize: 1, learningRate: 0.4 };
  await train(model, digitsOf([1, 2, 3, 4]), settings, {
    seed: 1,
    masks: new Masks(),
    optimizer,
    afterStep() {
      rates.push((optimizer as unknown as { learningRate: number }).learningRate);
      tensors.push(tf.memory().numTensors);
    },
  });
  expect(tensors[tensors.length - 1]).toBe(tensors[0]);
  return rates;
}

test.each<[string, Parameters<typeof ratesOf>[0], number[]]>([
  ['stays', { decay: false }, [0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4]],
  ['falls linearly to 0', { decay: true }, [0.4, 0.35, 0.3, 0.25, 0.2, 0.15, 0.1, 0.05]],
  ['rises first', { decay: false, warmUp: 0.5 }, [0, 0.1, 0.2, 0.3, 0.4, 0.4, 0.4, 0.4]],
  ['rises and falls', { decay: true, warmUp: 0.25 }, [0, 0.175, 0.3, 0.25, 0.2, 0.15, 0.1, 0.05]],
])('the learning rate %s', async (_, schedule, expected) => {
  const rates = await ratesOf(schedule);
  expected.forEach((rate, i) => expect(rates[i]).toBeCloseTo(rate, 12));
  expect(rates).toHaveLength(expected.length);
});
