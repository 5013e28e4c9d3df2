import * as tf from '@tensorflow/tfjs';

export interface Operand {
  shape: number[];
  values: Float32Array | Int32Array;
}

/** Numbers in (-1, 1) that depend on the seed only. */
export function randomOperand(shape: number[], seed: number): Operand {
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  let state = seed;
  for (let i = 0; i < values.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[i] = state / 2 ** 31 - 1;
  }
  return { shape, values };
}

/**
 * Runs a kernel on cpu and on wasm and expects the same: within 1e-5 of the largest sum of absolute terms, which is the
 * kernel's result for absolute operands.
 */
export async function expectSameAsCpu(
  kernelName: string,
  operands: Record<string, Operand>,
  attrs: object,
): Promise<void> {
  await tf.setBackend('cpu');
  const expected = runKernel(kernelName, operands, attrs);
  const absolute = Object.fromEntries(
    Object.entries(operands).map(([name, { shape, values }]) => [
      name,
      { shape, values: values instanceof Int32Array ? values : values.map(Math.abs) },
    ]),
  );
  const scale = Math.max(1e-30, ...runKernel(kernelName, absolute, attrs).values);
  await tf.setBackend('wasm');
  leaveGarbage();
  const numTensors = tf.memory().numTensors;
  const actual = runKernel(kernelName, operands, attrs);
  expect(tf.memory().numTensors).toBe(numTensors);
  expect(actual.shape).toEqual(expected.shape);
  let error = 0;
  expected.values.forEach((value, i) => {
    const difference = Math.abs(actual.values[i] - value);
    if (!(difference <= error)) error = difference;
  });
  expect(error / scale).toBeLessThanOrEqual(1e-5);
}

export function runKernel(
  kernelName: string,
  operands: Record<string, Operand>,
  attrs: object,
): { shape: number[]; values: Float32Array } {
  return tf.tidy(() => {
    const inputs = Object.fromEntries(
      Object.entries(operands).map(([name, { shape, values }]) => [
        name,
        tf.tensor(values, shape, values instanceof Int32Array ? 'int32' : 'float32'),
      ]),
    );
    const result = tf
      .engine()
      .runKernel<tf.Tensor>(kernelName, inputs, attrs as unknown as tf.NamedAttrMap);
    return { shape: result.shape, values: result.dataSync<'float32'>() };
  });
}

/** The heap that a result lands on is not zero. */
function leaveGarbage(): void {
  const garbage = [8, 64, 512, 4096].map((size) => tf.fill([size], NaN));
  tf.dispose(garbage);
}
