// Only the constraint's name is used, so the bundle works if the registering file survived tree-shaking.
import * as tf from '@tensorflow/tfjs';
import 'tfjs-max-norm';

await tf.setBackend('cpu');
const model = tf.sequential({
  layers: [tf.layers.dense({ units: 4, inputShape: [3], kernelConstraint: 'maxNorm' })],
});
model.compile({ optimizer: tf.train.adam(5), loss: 'meanSquaredError' });
await model.fit(tf.ones([8, 3]), tf.fill([8, 4], 100), { epochs: 5, verbose: 0 });
const largest = tf.max(tf.norm(model.getWeights()[0], 2, 0)).dataSync()[0];
if (!(largest > 1.9 && largest <= 2.000001)) throw new Error(`largest norm ${largest}`);
console.log('largest norm', largest);
