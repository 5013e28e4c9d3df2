const tf = require('@tensorflow/tfjs');
const { loadKeras, saveKeras } = require('tfjs-max-norm/keras');

async function main() {
  const { assertModelBounded } = await import('./registers/train.js');
  await tf.setBackend('cpu');
  const layer = tf.layers.dense({ units: 2, inputShape: [3], kernelConstraint: 'maxNorm' });
  const loaded = await loadKeras(await saveKeras(tf.sequential({ layers: [layer] })));
  await assertModelBounded(loaded, 2);
}
main();
