import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { projectMaxNorm } from '../../src/index.js';
import { MAX_NORM_PROJECTION, UNIT_NORMS } from '../../src/kernels/kernel.js';
import { describeBackends } from '../support/backends.js';
import { projectComposed } from '../support/composed.js';
import { reference } from '../support/reference.js';
import { type Case, cases, expectProjection, expectSame } from '../support/weights.js';

type Projection = typeof projectComposed;

const projections: [name: string, project: Projection, runs: number][] = [
  ['the kernel', projectMaxNorm, 100],
  ['the composed projection', projectComposed, 30],
];

function run(project: Projection, { values, shape, axes, maxValue }: Case): Float32Array {
  return tf.tidy(() => project(tf.tensor(values, shape), maxValue, axes).dataSync<'float32'>());
}

describeBackends('projection', (backend) => {
  test('has a kernel of its own', () => {
    expect(tf.getKernel(MAX_NORM_PROJECTION, backend)).toBeDefined();
    expect(tf.getKernel(UNIT_NORMS, backend)).toBeDefined();
  });

  describe.each(projections)('by %s', (_, project, numRuns) => {
    test('agrees with float64, and is the identity inside the ball', () => {
      fc.assert(
        fc.property(cases([1, 0.4]), (weights) => expectProjection(run(project, weights), weights)),
        { numRuns },
      );
    });

    test('done twice is done once, bit for bit', () => {
      fc.assert(
        fc.property(cases([1]), (weights) => {
          const once = run(project, weights);
          expectSame(run(project, { ...weights, values: once }), once);
        }),
        { numRuns },
      );
    });

    test('bears weights from 1e-30 to 1e25', () => {
      fc.assert(
        fc.property(cases([1e-30, 1e-20, 1e-7, 1e5, 1e18, 1e21, 1e25]), (weights) =>
          expectProjection(run(project, weights), weights),
        ),
        { numRuns },
      );
    });

    test('bears units of very different norms side by side', () => {
      const values = Float32Array.of(1e-30, 1e18, 0, 3, 1e-30, 1e18, 0, 4);
      const weights = { values, shape: [2, 4], axes: [0], maxValue: 1 };
      expectProjection(run(project, weights), weights);
    });

    test('keeps a NaN within its unit, and the unit as it is', () => {
      fc.assert(
        fc.property(cases([1]), fc.nat(), (weights, at) => {
          const { values, shape, axes } = weights;
          const withNaN = values.slice();
          withNaN[at % values.length] = NaN;
          const { unitOf } = reference(values, shape, axes);
          const isUntouched = (other: number) => unitOf[other] !== unitOf[at % values.length];
          const actual = run(project, { ...weights, values: withNaN });
          const clean = run(project, weights);
          expectSame(
            actual,
            withNaN.map((value, other) => (isUntouched(other) ? clean[other] : value)),
          );
        }),
        { numRuns },
      );
    });

    test('leaves no tensor over', () => {
      fc.assert(
        fc.property(cases([0.4, 1]), ({ values, shape, axes, maxValue }) => {
          const weight = tf.tensor(values, shape);
          const before = tf.memory();
          const projected = project(weight, maxValue, axes);
          expect(tf.memory().numTensors).toBe(before.numTensors + 1);
          projected.dispose();
          expect(tf.memory().numTensors).toBe(before.numTensors);
          expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
          weight.dispose();
        }),
        { numRuns },
      );
    });

    test('has the gradient of the definition', () => {
      fc.assert(
        fc.property(cases([1, 0.4]), ({ values, shape, axes, maxValue }) => {
          const dy = values.map((value, at) => Math.sin(at) + value / maxValue);
          const gradient = tf.tidy(() =>
            tf
              .grad((weight) => project(weight, maxValue, axes))(
                tf.tensor(values, shape),
                tf.tensor(dy, shape),
              )
              .dataSync(),
          );
          const { expected, scale } = gradientOf(values, dy, shape, axes, maxValue);
          expected.forEach((want, at) => {
            expect(Math.abs(gradient[at] - want)).toBeLessThanOrEqual(1e-5 * scale[at]);
          });
        }),
        { numRuns: numRuns / 2 },
      );
    });
  });

  test('outlives the weight it shares memory with, and the weight it', () => {
    const values = [0.1, 0.2, 0.3, 0.4];
    const first = tf.tensor2d(values, [2, 2]);
    const projected = projectMaxNorm(first, 1);
    first.dispose();
    expectSame(projected.dataSync(), Float32Array.from(values));
    projectMaxNorm(projected, 1).dispose();
    expectSame(projected.dataSync(), Float32Array.from(values));
    projected.dispose();
  });

  test('of an aliased weight is still right in a product', () => {
    const x = tf.randomNormal([4, 8], 0, 1, 'float32', 1);
    const weight = tf.randomNormal([8, 5], 0, 1, 'float32', 2);
    const product = (w: tf.Tensor) => tf.tidy(() => tf.matMul(x, w).dataSync());
    const before = product(weight);
    const inside = projectMaxNorm(weight, 100);
    expectSame(product(inside), before);
    const halved = tf.tidy(() => tf.mul(weight, 0.5));
    const outside = projectMaxNorm(halved, 0.1);
    const expected = reference(halved.dataSync(), [8, 5], [0], 0.1).projected;
    const direct = tf.tidy(() => product(tf.tensor(expected, [8, 5])));
    product(outside).forEach((value, at) => expect(value).toBeCloseTo(direct[at], 5));
    tf.dispose([x, weight, inside, halved, outside]);
  });

  test.each([
    [[0], [0]],
    [[0, 3], [0]],
    [[0, 3], [1]],
    [[3, 0], [0]],
    [
      [2, 0, 3],
      [0, 2],
    ],
  ])('of an empty weight %j over %j is empty', (shape, axes) => {
    const projected = projectMaxNorm(tf.zeros(shape), 1, axes);
    expect(projected.shape).toEqual(shape);
    expect(projected.dataSync()).toHaveLength(0);
  });

  test.each([
    ['many rows', [20011, 3], [0]],
    ['rows of a number that divides', [16384, 5], [0]],
    ['a long vector', [50021], [0]],
    ['wide rows', [9, 20000], [0]],
    ['rows that are too wide to copy', [2, 70000], [0]],
    ['long runs', [5, 20011], [1]],
    ['many runs', [3001, 33], [1]],
    ['runs of many rows', [5, 5, 61, 67], [0, 1, 3]],
    ['short runs', [301, 31, 3], [0, 2]],
    ['many outer blocks', [301, 5, 31], [1]],
  ])('agrees with float64 over %s', (_, shape, axes) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const values = Float32Array.from({ length: size }, (_, at) => Math.sin(at * at + 1));
    const { norms } = reference(values, shape, axes);
    const median = [...norms].sort((a, b) => a - b)[Math.floor(norms.length / 2)];
    for (const maxValue of [median * 1.00001, Math.max(...norms) * 1.00001]) {
      expectProjection(run(projectMaxNorm, { values, shape, axes, maxValue }), {
        values,
        shape,
        axes,
        maxValue,
      });
    }
  });
});

/** In float64. `scale` is what the largest of a unit's gradients may be. */
function gradientOf(
  values: Float32Array,
  dy: Float32Array,
  shape: number[],
  axes: number[],
  maxValue: number,
): { expected: number[]; scale: number[] } {
  const { norms, unitOf } = reference(values, shape, axes);
  const products = norms.map(() => 0);
  const lengths = reference(dy, shape, axes).norms;
  values.forEach((value, at) => (products[unitOf[at]] += value * dy[at]));
  const expected = Array.from(values, (value, at) => {
    const norm = norms[unitOf[at]];
    if (norm <= maxValue) return dy[at];
    return (maxValue / norm) * (dy[at] - (value * products[unitOf[at]]) / (norm * norm));
  });
  return { expected, scale: expected.map((_, at) => lengths[unitOf[at]]) };
}
