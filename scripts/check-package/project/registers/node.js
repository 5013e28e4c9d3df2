import * as tf from '@tensorflow/tfjs';
import 'tfjs-max-norm/node';

const model = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3] })] });
await model.save('file://saved-bundle');
await tf.loadLayersModel('file://saved-bundle/model.json');
