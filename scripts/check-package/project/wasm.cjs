const tf = require('@tensorflow/tfjs');
require('@tensorflow/tfjs-backend-wasm');
const { maxNorm } = require('tfjs-max-norm');
const { enableWasmTraining } = require('tfjs-max-norm/wasm');

async function main() {
  const { assertModelBounded } = await import('./registers/train.js');
  await enableWasmTraining();
  await tf.setBackend('wasm');
  const kernelConstraint = maxNorm({ maxValue: 0.5 });
  const conv = { filters: 2, kernelSize: 2, inputShape: [4, 4, 1], kernelConstraint };
  await assertModelBounded(tf.sequential({ layers: [tf.layers.conv2d(conv)] }), 0.5);
}
main();
