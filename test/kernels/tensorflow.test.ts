import * as tf from '@tensorflow/tfjs';
import { tensorflowKernel } from '../../src/kernels/tensorflow.js';
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
  const attrs = { maxValue: 1, axes: [0], blocks: [1, 2, 2, 1] };
  const projected = tensorflowKernel.kernelFunc({
    inputs: { weight },
    attrs,
    backend,
  }) as tf.Tensor;
  expect(readSync).not.toHaveBeenCalled();
  [0.6, 0.1, 0.8, 0.2].forEach((value, i) => expect(projected.dataSync()[i]).toBeCloseTo(value, 6));
});
