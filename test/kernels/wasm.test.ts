import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { projectMaxNorm } from '../../src/index.js';
import { kernelConfigs } from '../../src/kernels/kernel.js';
import { unitBlocks } from '../../src/kernels/unitBlocks.js';
import { wasmKernels } from '../../src/kernels/wasm.js';
import { reference } from '../support/reference.js';
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
        const [projected, norms] = kernelConfigs(wasmKernels).map(({ kernelFunc }) => {
          const attrs = { maxValue, axes, blocks };
          const info = kernelFunc({ inputs: { weight }, attrs, backend }) as tf.TensorInfo;
          return tf.engine().makeTensorFromTensorInfo(info).dataSync();
        });
        expectProjection(projected, weights);
        const expected = reference(values, shape, axes).norms;
        norms.forEach((norm, unit) =>
          expect(Math.abs(norm - expected[unit])).toBeLessThanOrEqual(1e-6 * expected[unit]),
        );
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
