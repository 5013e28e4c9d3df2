// Jest with --experimental-vm-modules.
const tf = require('@tensorflow/tfjs');
const { loadKeras, saveKeras } = require('tfjs-max-norm/keras');

test('/keras saves and loads', async () => {
  const layer = tf.layers.dense({ units: 4, inputShape: [3], kernelConstraint: 'maxNorm' });
  const loaded = await loadKeras(await saveKeras(tf.sequential({ layers: [layer] })));
  expect(loaded.layers).toHaveLength(2);
});
