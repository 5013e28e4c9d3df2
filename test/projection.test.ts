import * as tf from '@tensorflow/tfjs';
import { projectMaxNorm, unitNorms } from '../src/index.js';
import { describeBackends } from './support/backends.js';
import { reference } from './support/reference.js';

const layouts: [shape: number[], axes: number[]][] = [
  [[7], [0]],
  [[64, 33], [0]],
  [[33, 64], [1]],
  [
    [3, 3, 5, 8],
    [0, 1, 2],
  ],
  [
    [3, 3, 8, 5],
    [0, 1, 3],
  ],
  [
    [3, 3, 5, 2],
    [0, 1],
  ],
  [
    [2, 3, 4, 5, 6],
    [0, 1, 2, 4],
  ],
  [[4, 5, 6], [1]],
  [
    [2, 3, 2, 3, 2],
    [0, 2, 4],
  ],
  [
    [1, 1, 6, 4],
    [0, 1, 2],
  ],
  [[1, 1], [0]],
];

function expectNear(actual: number, want: number): void {
  expect(Math.abs(actual - want)).toBeLessThanOrEqual(1e-6 * Math.abs(want));
}

function project(values: number[], shape: number[], maxValue: number, axes?: number[]): number[] {
  return tf.tidy(() =>
    Array.from(projectMaxNorm(tf.tensor(values, shape, 'float32'), maxValue, axes).dataSync()),
  );
}

describeBackends('projectMaxNorm', (backend) => {
  test.each(layouts)('is exact for %j reduced over %j', (shape, axes) => {
    const weight = tf.randomNormal(shape, 0, 1, 'float32', 7);
    const values = Array.from(weight.dataSync());
    const { norms } = reference(values, shape, axes);
    const maxValue = [...norms].sort((a, b) => a - b)[Math.floor(norms.length / 2)] * 0.9 + 1e-3;
    const expected = reference(values, shape, axes, maxValue);
    const projected = projectMaxNorm(weight, maxValue, axes);
    const actual = Array.from(projected.dataSync());
    actual.forEach((value, at) => {
      const want = expected.projected[at];
      if (norms[expected.unitOf[at]] <= maxValue * (1 - 1e-6)) expect(value).toBe(values[at]);
      else expectNear(value, want);
    });
    expect(Math.max(...reference(actual, shape, axes).norms)).toBeLessThanOrEqual(
      maxValue * (1 + 1e-6),
    );
    expect(Array.from(projectMaxNorm(projected, maxValue, axes).dataSync())).toEqual(actual);
  });

  test('keeps zero vectors zero', () => {
    expect(project([0, 3, 0, 4], [2, 2], 1)[0]).toBe(0);
    expect(project([0, 0], [2], 1e-30)).toEqual([0, 0]);
  });

  test.each([1e-30, 1e-20, 1e-7, 1, 1e7, 1e18, ...(backend === 'tensorflow' ? [] : [1e25])])(
    'projects columns of norm %p right',
    (norm) => {
      const column = [0.6 * norm, 0.8 * norm].map(Math.fround);
      const kept = project(column, [2, 1], 4 * norm);
      expect(kept).toEqual(column);
      const cut = project(column, [2, 1], norm / 4);
      expectNear(cut[0], 0.15 * norm);
      expectNear(cut[1], 0.2 * norm);
    },
  );

  test('keeps a NaN within its unit', () => {
    const [a, b, c, d] = project([NaN, 3, 1, 4], [2, 2], 1);
    expect(a).toBeNaN();
    expect(c).toBe(1);
    expectNear(b, 0.6);
    expectNear(d, 0.8);
  });

  test('without axis takes a vector as one unit, and units on the last axis otherwise', () => {
    expectNear(project([3, 4], [2], 1)[0], 0.6);
    expectNear(project([3, 4], [2, 1], 1)[0], 0.6);
    expectNear(project([3, 4], [1, 2], 1)[1], 1);
    expectNear(project([3, 4], [2, 1, 1], 1)[0], 0.6);
  });

  test('takes negative axes and empty tensors', () => {
    expectNear(project([3, 4], [1, 2], 1, [-1])[0], 0.6);
    expect(project([], [0, 4], 1)).toEqual([]);
  });

  test('is differentiable, with the gradient of the definition', () => {
    const slope = tf.grad((w: tf.Tensor) => tf.sum(tf.mul(projectMaxNorm(w, 1), [1, 2])));
    // Column 0, (3, 4), is outside: (1/5) (dy - u <u, dy>) with u = (.6, .8), dy = (1, 1).
    const gradient = slope(
      tf.tensor2d([
        [3, 0.1],
        [4, 0.2],
      ]),
    ).dataSync();
    [0.2 * (1 - 0.6 * 1.4), 2, 0.2 * (1 - 0.8 * 1.4), 2].forEach((want, at) =>
      expect(gradient[at]).toBeCloseTo(want, 5),
    );
  });

  test('returns a new tensor and leaves no other behind', () => {
    const weight = tf.tensor2d([[0.1, 3]]);
    const before = tf.memory();
    for (const maxValue of [1, 10]) {
      const projected = projectMaxNorm(weight, maxValue);
      expect(projected).not.toBe(weight);
      projected.dispose();
    }
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
    expect(Array.from(weight.dataSync())).toEqual([0.1, 3].map(Math.fround));
  });
});

describeBackends('unitNorms', () => {
  test.each(layouts)('agrees with float64 for %j reduced over %j', (shape, axes) => {
    const weight = tf.randomNormal(shape, 0, 1, 'float32', 3);
    const { norms } = reference(weight.dataSync(), shape, axes);
    const before = tf.memory().numTensors;
    const actual = unitNorms(weight, axes);
    expect(tf.memory().numTensors).toBe(before + 1);
    expect(actual.shape).toEqual(shape.filter((_, axis) => !axes.includes(axis)));
    actual.dataSync().forEach((norm, unit) => expectNear(norm, norms[unit]));
  });

  test.each([1e-30, 1e25, Infinity])('measures a norm of %p', (norm) => {
    const [actual] = unitNorms(tf.tensor1d([norm, 0])).dataSync();
    if (norm === Infinity) expect(actual).toBe(Infinity);
    else expectNear(actual, norm);
  });

  test('measures empty units as zero', () => {
    expect(Array.from(unitNorms(tf.zeros([0, 2])).dataSync())).toEqual([0, 0]);
  });
});

describe('bad input', () => {
  const weight = () => tf.ones([2, 3]);

  test.each([0, -1, NaN, Infinity, '3', [3], true, null])('rejects a maxValue of %p', (value) => {
    expect(() => projectMaxNorm(weight(), value as number)).toThrow(
      /^projectMaxNorm: maxValue must be a positive finite number, got /,
    );
  });

  test.each([[[0.5]], [[0, 0]], [['0']], [[]], [2], [-3], [[0, -2]]])(
    'rejects an axis of %j',
    (axis) => {
      expect(() => projectMaxNorm(weight(), 1, axis as number)).toThrow(/^projectMaxNorm: axis /);
      expect(() => unitNorms(weight(), axis as number)).toThrow(/^unitNorms: axis /);
    },
  );

  test('rejects what is no float32 tensor of rank 1 or more', () => {
    expect(() => projectMaxNorm([1, 2] as unknown as tf.Tensor, 1)).toThrow(
      'projectMaxNorm: weight must be a tf.Tensor, got [1, 2].',
    );
    expect(() => unitNorms(tf.ones([2], 'int32'))).toThrow(
      'unitNorms: weight must be of dtype float32, got int32.',
    );
    expect(() => projectMaxNorm(tf.scalar(1), 1)).toThrow('rank');
  });
});
