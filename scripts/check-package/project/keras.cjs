const tf = require('@tensorflow/tfjs');
const { loadKeras, saveKeras } = require('tfjs-max-norm/keras');

async function main() {
  const layer = tf.layers.dense({ units: 2, inputShape: [3], kernelConstraint: 'maxNorm' });
  const loaded = await loadKeras(await saveKeras(tf.sequential({ layers: [layer] })));
  console.log('layers', loaded.layers.length);
}
main();
