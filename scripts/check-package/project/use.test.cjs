// Jest as it starts by itself, without ES modules.
const tf = require('@tensorflow/tfjs');
const { maxNorm, unitNorms } = require('tfjs-max-norm');
const { saveKeras } = require('tfjs-max-norm/keras');

const layer = () => tf.layers.dense({ units: 4, inputShape: [3], kernelConstraint: maxNorm() });

test('the constraint holds', () => {
  const dense = layer();
  dense.build([null, 3]);
  dense.setWeights([tf.fill([3, 4], 9), tf.zeros([4])]);
  expect(tf.max(unitNorms(dense.getWeights()[0])).dataSync()[0]).toBeCloseTo(2, 5);
});

test('/keras says what Jest lacks', async () => {
  const saved = saveKeras(tf.sequential({ layers: [layer()] }));
  await expect(saved).rejects.toThrow('--experimental-vm-modules');
});
