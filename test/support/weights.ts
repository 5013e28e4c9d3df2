import fc from 'fast-check';
import { reference } from './reference.js';

export interface Case {
  shape: number[];
  axes: number[];
  maxValue: number;
  values: Float32Array;
}

/** Random weights of random shape, some units inside and some outside of the ball. */
export function cases(magnitudes: number[]): fc.Arbitrary<Case> {
  const shapes: fc.Arbitrary<readonly number[]> = fc.oneof(
    fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
    // Long and odd enough for every unrolled loop and what it leaves over.
    fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 }),
    fc.tuple(fc.integer({ min: 1, max: 150 }), fc.integer({ min: 1, max: 9 })),
    fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 150 })),
  );
  return shapes
    .chain((sizes) => {
      const shape = [...sizes];
      return fc.record({
        shape: fc.constant(shape),
        axes: fc.subarray(
          shape.map((_, axis) => axis),
          { minLength: 1 },
        ),
        maxValue: fc.double({ min: 1e-2, max: 1e2, noNaN: true }),
        seed: fc.integer({ min: 1, max: 2 ** 31 - 2 }),
        magnitude: fc.constantFrom(...magnitudes),
      });
    })
    .map(({ shape, axes, maxValue, seed, magnitude }) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const random = generator(seed);
      const values = Float32Array.from({ length: size }, () => 2 * random() - 1);
      const { norms, unitOf } = reference(values, shape, axes);
      const lengths = norms.map(() => magnitude * maxValue * 2 * random());
      values.forEach((value, at) => {
        values[at] = value * (lengths[unitOf[at]] / norms[unitOf[at]]);
      });
      return { shape, axes, maxValue, values };
    });
}

function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** Same bits, but for what sort of NaN it is. */
export function expectSame(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual).toHaveLength(expected.length);
  for (let at = 0; at < expected.length; at++) {
    if (!Object.is(actual[at], expected[at])) {
      throw new Error(`Expected ${expected[at]} at ${at}, got ${actual[at]}.`);
    }
  }
}

/** The definition in float64: the identity inside the ball, a relative error of 1e-6 outside. */
export function expectProjection(actual: ArrayLike<number>, weights: Case): void {
  const { values, shape, axes, maxValue } = weights;
  const { norms, projected, unitOf } = reference(values, shape, axes, maxValue);
  expect(actual).toHaveLength(projected.length);
  projected.forEach((want, at) => {
    const norm = norms[unitOf[at]];
    // A norm that float32 cannot tell from c may be taken for either.
    const isInside = !(norm > maxValue * (1 - 1e-6));
    const isRight = isInside
      ? Object.is(actual[at], values[at])
      : Math.abs(actual[at] - want) <= 1e-6 * Math.abs(want);
    if (!isRight) throw new Error(`Expected ${want} at ${at}, got ${actual[at]}; norm ${norm}.`);
  });
  for (const norm of reference(actual, shape, axes).norms) {
    if (norm > maxValue * (1 + 1e-6)) throw new Error(`Expected at most ${maxValue}, got ${norm}.`);
  }
}
