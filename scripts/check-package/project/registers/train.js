import * as tf from '@tensorflow/tfjs';

export async function assertBounded(layer, maxValue) {
  await tf.setBackend('cpu');
  const model = tf.sequential({ layers: [layer] });
  model.compile({ optimizer: tf.train.adam(0.5), loss: 'meanSquaredError' });
  await model.fit(tf.ones([8, 3]), tf.fill([8, 4], 100), { epochs: 20, verbose: 0 });
  const largest = tf.max(tf.norm(model.getWeights()[0], 2, 0)).dataSync()[0];
  if (!(largest > 0.99 * maxValue && largest <= maxValue * (1 + 1e-6))) {
    throw new Error(`largest norm ${largest}`);
  }
}
