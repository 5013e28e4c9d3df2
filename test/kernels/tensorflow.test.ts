import * as tf from '@tensorflow/tfjs';
import { projectMaxNorm } from '../../src/index.js';
import { kernelConfigs, type ProjectionAttrs } from '../../src/kernels/kernel.js';
import { tensorflowKernels } from '../../src/kernels/tensorflow.js';
import { backends } from '../support/backends.js';
import { expectProjection } from '../support/weights.js';

const onTensorflow = backends.includes('tensorflow') ? test : test.skip;

beforeAll(async () => {
  if (backends.includes('tensorflow')) await tf.setBackend('tensorflow');
});

onTensorflow('on a GPU nothing is read back', () => {
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

// Smaller ones are processed as on cpu.
const large = [
  [[300, 256], [0]],
  [[256, 300], [1]],
  [[5, 70, 250], [1]],
] as const;

onTensorflow.each(large)('bears large weights of 1e-30 to 1e25: %j over %j', (shape, axes) => {
  const size = shape.reduce((product: number, length) => product * length, 1);
  for (const maxValue of [1e-30, 1e-20, 1e-7, 1, 1e5, 1e18, 1e21, 1e25]) {
    const values = Float32Array.from(
      { length: size },
      (_, at) => (maxValue / 9) * Math.sin(at * at),
    );
    const weights = { values, shape: [...shape], axes: [...axes], maxValue };
    const projected = tf.tidy(() =>
      projectMaxNorm(
        tf.tensor(values, weights.shape),
        maxValue,
        weights.axes,
      ).dataSync<'float32'>(),
    );
    expectProjection(projected, weights);
  }
});

onTensorflow('a large weight inside the ball shares its memory with the projection', () => {
  const weight = tf.fill([300, 256], 0.01);
  const { numDataBuffers } = tf.memory();
  const projected = projectMaxNorm(weight, 1);
  expect(tf.memory().numDataBuffers).toBe(numDataBuffers);
  tf.dispose([weight, projected]);
});
