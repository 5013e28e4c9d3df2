import * as tf from '@tensorflow/tfjs';
import { loadKeras, saveKeras } from 'tfjs-max-norm/keras';

const layer = tf.layers.dense({ units: 2, inputShape: [3], kernelConstraint: 'maxNorm' });
const loaded = await loadKeras(await saveKeras(tf.sequential({ layers: [layer] })));
console.log('layers', loaded.layers.length);
