import * as tf from '@tensorflow/tfjs';
import 'tfjs-max-norm/keras';
import { assertBounded } from './train.js';

await assertBounded(tf.layers.dense({ units: 4, inputShape: [3], kernelConstraint: 'maxNorm' }), 2);
