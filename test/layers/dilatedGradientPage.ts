import * as tf from '@tensorflow/tfjs';
import 'tfjs-max-norm/layers';
import { cases, gradientError } from '../support/dilatedConvolution.js';

/** The errors of the gradients on WebGL, and how many tensors they leave. */
async function dilatedGradients(): Promise<{ errors: number[]; left: number }> {
  await tf.setBackend('webgl');
  const before = tf.memory().numTensors;
  const errors = cases.map(gradientError);
  return { errors, left: tf.memory().numTensors - before };
}

Object.assign(globalThis, { dilatedGradients });
