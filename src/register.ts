import * as tf from './tfjs/tf.js';
import { interceptAddWeight } from './tfjs/addWeight.js';
import { cpuKernels } from './kernels/cpu.js';
import { normsGradient, projectionGradient } from './kernels/gradient.js';
import { kernelConfigs } from './kernels/kernel.js';
import { tensorflowKernels } from './kernels/tensorflow.js';
import { wasmKernels } from './kernels/wasm.js';
import { webglKernels } from './kernels/webgl.js';
import { webgpuKernels } from './kernels/webgpu.js';
import { adaptConstraint, enforceOnWeight } from './enforce/layerConstraints.js';
import { MaxNorm } from './maxNorm.js';
import { checkLayerConstraint } from './tfjs/checks.js';
import { layerTitle } from './tfjs/layers.js';
import { mendUpstream } from './tfjs/mends.js';
import { WithMaxNorm } from './model/withMaxNorm.js';

/**
 * The one side effect of importing this package: MaxNorm and its kernels are registered, and TensorFlow.js enforces the
 * constraints of every layer created from now on. A second copy of this package finds the mark and does nothing.
 */
const MARK = Symbol.for('tfjs-max-norm/registered');

if (!Object.hasOwnProperty.call(tf.layers.Layer, MARK)) {
  Object.defineProperty(tf.layers.Layer, MARK, { value: true });
  const kernels = [
    ...kernelConfigs(cpuKernels),
    ...kernelConfigs(wasmKernels),
    ...kernelConfigs(tensorflowKernels),
    ...kernelConfigs(webglKernels),
    ...kernelConfigs(webgpuKernels),
  ];
  kernels.forEach(tf.registerKernel);
  [projectionGradient, normsGradient].forEach(tf.registerGradient);
  tf.serialization.registerClass(MaxNorm);
  tf.serialization.registerClass(WithMaxNorm);
  mendUpstream();
  enforceLayerConstraints();
}

/** TensorFlow.js gets no constraint: it would apply it a second time, in `LayerVariable.write`. */
function enforceLayerConstraints(): void {
  interceptAddWeight(
    tf.layers.Layer.prototype,
    (addWeight) =>
      function (name, shape, dtype, initializer, regularizer, trainable, constraint, ...rest) {
        if (constraint) {
          checkLayerConstraint(layerTitle(this), `the constraint of weight "${name}"`, constraint);
        }
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
      },
  );
}
