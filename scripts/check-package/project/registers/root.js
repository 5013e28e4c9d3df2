// Nothing of the package is used by name: the bundle must hold the constraint all the same.
import * as tf from '@tensorflow/tfjs';
import 'tfjs-max-norm';
import { assertBounded } from './train.js';

await assertBounded(tf.layers.dense({ units: 4, inputShape: [3], kernelConstraint: 'maxNorm' }), 2);
