import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as layers from '@tensorflow/tfjs-layers';
import { maxNorm, unitNorms } from 'tfjs-max-norm';
import { fileSystem } from 'tfjs-max-norm/node';

await tf.setBackend('cpu');
const kernelConstraint = maxNorm({ maxValue: 0.5 });
const model = layers.sequential({
  layers: [layers.layers.dense({ units: 4, inputShape: [3], kernelConstraint })],
});
model.compile({ optimizer: tf.train.adam(0.5), loss: 'meanSquaredError' });
await model.fit(tf.ones([8, 3]), tf.fill([8, 4], 100), { epochs: 5, verbose: 0 });
const largest = tf.max(unitNorms(model.getWeights()[0])).dataSync()[0];
if (!(largest > 0.49 && largest <= 0.5)) throw new Error(`largest norm ${largest}`);
await model.save(fileSystem('saved-lean'));
console.log('largest norm', largest);
