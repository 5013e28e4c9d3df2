import * as tf from '@tensorflow/tfjs';
import { maxNorm, unitNorms } from 'tfjs-max-norm';
import { fileSystem } from 'tfjs-max-norm/node';
import { createRequire } from 'node:module';

await tf.setBackend('cpu');
const model = tf.sequential({
  layers: [
    tf.layers.dense({ units: 4, inputShape: [3], kernelConstraint: maxNorm({ maxValue: 0.5 }) }),
    tf.layers.dense({ units: 4, kernelConstraint: 'maxNorm' }),
  ],
});
model.compile({ optimizer: tf.train.adam(0.5), loss: 'meanSquaredError' });
await model.fit(tf.ones([8, 3]), tf.fill([8, 4], 100), { epochs: 5, verbose: 0 });
const largest = tf.max(unitNorms(model.getWeights()[0])).dataSync()[0];
if (!(largest > 0.49 && largest <= 0.5)) throw new Error(`largest norm ${largest}`);
await model.save(fileSystem('saved-esm'));
await tf.loadLayersModel(fileSystem('saved-esm'));

// Both builds in one process: one hook, one registration.
const cjs = createRequire(import.meta.url)('tfjs-max-norm');
if (cjs.enforceConstraints(model) !== 0) throw new Error('the CommonJS build hooked a second time');
console.log('largest norm', largest);
