const tf = require('@tensorflow/tfjs');
const { maxNorm } = require('tfjs-max-norm');

async function main() {
  const { assertBounded } = await import('./registers/train.js');
  const kernelConstraint = maxNorm({ maxValue: 0.5 });
  await assertBounded(tf.layers.dense({ units: 4, inputShape: [3], kernelConstraint }), 0.5);
}
main();
