// Jest as it starts by itself, without ES modules.
const tf = require('@tensorflow/tfjs');
const { maxNorm, unitNorms } = require('tfjs-max-norm');
const { saveKeras } = require('tfjs-max-norm/keras');

const layer = () => tf.layers.dense({ units: 4, inputShape: [3], kernelConstraint: maxNorm() });

test('the constraint holds', async () => {
  await tf.setBackend('cpu');
  const model = tf.sequential({ layers: [layer()] });
  model.compile({ optimizer: tf.train.adam(0.5), loss: 'meanSquaredError' });
  await model.fit(tf.ones([8, 3]), tf.fill([8, 4], 100), { epochs: 20, verbose: 0 });
  expect(tf.max(unitNorms(model.getWeights()[0])).dataSync()[0]).toBeCloseTo(2, 5);
});

test('/keras says what Jest lacks', async () => {
  const saved = saveKeras(tf.sequential({ layers: [layer()] }));
  await expect(saved).rejects.toThrow('--experimental-vm-modules');
});
