import * as tf from '@tensorflow/tfjs';
import { kernelConfigs, type ProjectionAttrs } from '../../src/kernels/kernel.js';
import { tensorflowKernels } from '../../src/kernels/tensorflow.js';
import { backends } from '../support/backends.js';

const onTensorflow = backends.includes('tensorflow') ? test : test.skip;

onTensorflow('on a GPU no norm is read back', async () => {
  await tf.setBackend('tensorflow');
  const readSync = jest.fn();
  const backend = Object.create(tf.backend(), {
    isUsingGpuDevice: { value: true },
    readSync: { value: readSync },
  }) as tf.KernelBackend;
  const weight = tf.tensor2d([
    [3, 0.1],
    [4, 0.2],
  ]);
  const attrs: ProjectionAttrs = { maxValue: 1, axes: [0], blocks: [1, 2, 2, 1] };
  const [projected, norms] = kernelConfigs(tensorflowKernels).map(
    ({ kernelFunc }) => kernelFunc({ inputs: { weight }, attrs, backend }) as tf.Tensor,
  );
  expect(readSync).not.toHaveBeenCalled();
  [0.6, 0.1, 0.8, 0.2].forEach((value, i) => expect(projected.dataSync()[i]).toBeCloseTo(value, 6));
  [5, 0.05 ** 0.5].forEach((value, i) => expect(norms.dataSync()[i]).toBeCloseTo(value, 6));
});
