import * as tf from '@tensorflow/tfjs';
import type { Constraint } from './constraint.js';
import { cpuKernel } from './kernels/cpu.js';
import { projectionGradient } from './kernels/gradient.js';
import { tensorflowKernel } from './kernels/tensorflow.js';
import { wasmKernel } from './kernels/wasm.js';
import { webglKernel } from './kernels/webgl.js';
import { webgpuKernel } from './kernels/webgpu.js';
import { adaptConstraint, enforceOnWeight } from './layerConstraints.js';
import { MaxNorm } from './maxNorm.js';
import { mendUpstream } from './upstream.js';
import { WithMaxNorm } from './withMaxNorm.js';

/**
 * The one side effect of importing this package: MaxNorm and its kernels are registered, and TensorFlow.js honours the
 * constraints of every layer created from now on. A second copy of this package finds the mark and leaves it at that.
 */
const MARK = Symbol.for('tfjs-max-norm/registered');

if (!Object.hasOwnProperty.call(tf.layers.Layer, MARK)) {
  Object.defineProperty(tf.layers.Layer, MARK, { value: true });
  for (const kernel of [cpuKernel, wasmKernel, tensorflowKernel, webglKernel, webgpuKernel]) {
    tf.registerKernel(kernel);
  }
  tf.registerGradient(projectionGradient);
  tf.serialization.registerClass(MaxNorm);
  tf.serialization.registerClass(WithMaxNorm);
  mendUpstream();
  honourConstraints();
}

type AddWeight = (
  name: string,
  shape: number[],
  dtype?: tf.DataType | null,
  initializer?: unknown,
  regularizer?: unknown,
  trainable?: boolean,
  constraint?: Constraint | null,
  ...rest: unknown[]
) => tf.LayerVariable;

function honourConstraints(): void {
  const prototype = tf.layers.Layer.prototype as unknown as { addWeight: AddWeight };
  const addWeight = prototype.addWeight;
  prototype.addWeight = function (
    this: tf.layers.Layer,
    name,
    shape,
    dtype,
    initializer,
    regularizer,
    trainable,
    constraint,
    ...rest
  ) {
    const adapted = constraint && adaptConstraint(constraint, this, name, shape);
    const weight = addWeight.call(
      this,
      name,
      shape,
      dtype,
      initializer,
      regularizer,
      trainable,
      null,
      ...rest,
    );
    if (adapted) enforceOnWeight(weight, adapted);
    return weight;
  };
}
