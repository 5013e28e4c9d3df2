import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { projectMaxNorm } from '../../src/index.js';
import { unitBlocks } from '../../src/kernels/kernel.js';
import { wasmKernel } from '../../src/kernels/wasm.js';
import { cases, expectProjection } from '../support/weights.js';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

test('falls back on plain loops where the backend hides its memory', () => {
  const real = tf.backend() as tf.KernelBackend & { wasm: object };
  const backend = Object.create(real, {
    wasm: { value: { ...real.wasm, asm: undefined, wasmMemory: undefined } },
  }) as tf.KernelBackend;
  fc.assert(
    fc.property(cases([1, 0.4]), (weights) => {
      const { values, shape, axes, maxValue } = weights;
      const blocks = unitBlocks(shape, axes);
      fc.pre(blocks != null);
      tf.tidy(() => {
        const weight = tf.tensor(values, shape);
        const info = wasmKernel.kernelFunc({
          inputs: { weight },
          attrs: { maxValue, axes, blocks },
          backend,
        }) as tf.TensorInfo;
        const projected = tf.engine().makeTensorFromTensorInfo(info);
        expectProjection(projected.dataSync(), weights);
      });
    }),
  );
});

test('stays right while the memory grows', () => {
  const values = Float32Array.from({ length: 2 ** 18 }, (_, at) => Math.sin(at));
  const shape = [512, 512];
  const weight = tf.tensor(values, shape);
  const projected = Array.from({ length: 40 }, () => projectMaxNorm(weight, 1));
  for (const each of [projected[0], projected[39]]) {
    expectProjection(each.dataSync(), { values, shape, axes: [0], maxValue: 1 });
  }
  tf.dispose([weight, projected]);
});
