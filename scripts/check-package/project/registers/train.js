import * as tf from '@tensorflow/tfjs';

export async function assertBounded(layer, maxValue) {
  await tf.setBackend('cpu');
  await assertModelBounded(tf.sequential({ layers: [layer] }), maxValue);
}

/** The bound must be reached and kept by the model's first weight, a kernel. */
export async function assertModelBounded(model, maxValue) {
  model.compile({ optimizer: tf.train.adam(0.5), loss: 'meanSquaredError' });
  const [inputs, outputs] = [model.inputs[0], model.outputs[0]].map(({ shape }) => [
    8,
    ...shape.slice(1),
  ]);
  await model.fit(tf.ones(inputs), tf.fill(outputs, 100), { epochs: 20, verbose: 0 });
  const [kernel] = model.getWeights();
  const unit = kernel.shape.map((_, axis) => axis).slice(0, -1);
  const largest = tf.max(tf.sqrt(tf.sum(tf.square(kernel), unit))).dataSync()[0];
  if (!(largest > 0.99 * maxValue && largest <= maxValue * (1 + 1e-6))) {
    throw new Error(`largest norm ${largest}`);
  }
  console.log(`largest norm on ${tf.getBackend()}: ${largest}`);
}
