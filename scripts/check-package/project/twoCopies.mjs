import * as tf from '@tensorflow/tfjs';
import { enforceConstraints, maxNorm } from 'tfjs-max-norm';

const plain = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3] })] });
const uses = [
  () => tf.layers.dense({ units: 4, inputShape: [3], kernelConstraint: maxNorm() }),
  () => enforceConstraints(plain),
];
for (const use of uses) {
  let message = 'no error';
  try {
    use();
  } catch (error) {
    message = error.message;
  }
  console.log(message);
  if (
    !/copy|copies/.test(message) ||
    !message.includes('@tensorflow/tfjs-core @tensorflow/tfjs-layers')
  ) {
    throw new Error('The error does not name what is there twice.');
  }
}
