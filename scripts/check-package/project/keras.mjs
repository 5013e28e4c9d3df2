import * as tf from '@tensorflow/tfjs';
import { loadKeras, saveKeras } from 'tfjs-max-norm/keras';
import { assertModelBounded } from './registers/train.js';

await tf.setBackend('cpu');
const layer = tf.layers.dense({ units: 2, inputShape: [3], kernelConstraint: 'maxNorm' });
const loaded = await loadKeras(await saveKeras(tf.sequential({ layers: [layer] })));
await assertModelBounded(loaded, 2);
