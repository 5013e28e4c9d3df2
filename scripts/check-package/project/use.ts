import * as tf from '@tensorflow/tfjs';
import {
  maxNorm,
  projectMaxNorm,
  type MaxNorm,
  type MaxNormArgs,
  unitAxes,
  unitNorms,
} from 'tfjs-max-norm';
import { fileSystem } from 'tfjs-max-norm/node';

const args: MaxNormArgs = { maxValue: 0.5, axis: [0, 1, 2] };
const constraint: MaxNorm = maxNorm(args);
const layer = tf.layers.conv2d({ filters: 2, kernelSize: 3, kernelConstraint: constraint });
const axes: number[] = unitAxes(layer, 'kernel');
const projected: tf.Tensor2D = projectMaxNorm(tf.ones([2, 2]) as tf.Tensor2D, 1);
const norms: tf.Tensor = unitNorms(projected);
const handler: tf.io.IOHandler = fileSystem('folder');
constraint.maxValue = 3;
export { axes, handler, norms };

// @ts-expect-error -- a bound is a number
maxNorm({ maxValue: '3' });
