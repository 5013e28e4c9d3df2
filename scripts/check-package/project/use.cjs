const tf = require('@tensorflow/tfjs');
const { maxNorm, unitNorms } = require('tfjs-max-norm');
const { fileSystem } = require('tfjs-max-norm/node');

async function main() {
  await tf.setBackend('cpu');
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 4, inputShape: [3], kernelConstraint: maxNorm({ maxValue: 0.5 }) }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.5), loss: 'meanSquaredError' });
  await model.fit(tf.ones([8, 3]), tf.fill([8, 4], 100), { epochs: 5, verbose: 0 });
  const largest = tf.max(unitNorms(model.getWeights()[0])).dataSync()[0];
  if (!(largest > 0.49 && largest <= 0.5)) throw new Error(`largest norm ${largest}`);
  await model.save(fileSystem('saved'));
  await tf.loadLayersModel(fileSystem('saved'));
  console.log('largest norm', largest);
}
main();
