// Nothing is used by name: the bundle must hold the constraint all the same.
import * as tf from '@tensorflow/tfjs';
import 'tfjs-max-norm';

export const layer = tf.layers.dense({ units: 4, inputShape: [3], kernelConstraint: 'maxNorm' });
