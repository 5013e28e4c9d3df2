import * as tf from '@tensorflow/tfjs';
import { maxNorm, MaxNorm, type MaxNormArgs } from '../src/index.js';

test('is a constraint of TensorFlow.js', () => {
  const Constraint = Object.getPrototypeOf(tf.constraints.nonNeg().constructor) as new () => object;
  expect(maxNorm()).toBeInstanceOf(Constraint);
  expect(maxNorm()).toBeInstanceOf(MaxNorm);
  expect(MaxNorm.className).toBe('MaxNorm');
  expect(maxNorm().getClassName()).toBe('MaxNorm');
  expect(tf.serialization.SerializationMap.getMap().classNameMap.MaxNorm[0]).toBe(MaxNorm);
});

test('bounds by 2 unless told otherwise', () => {
  expect(maxNorm().maxValue).toBe(2);
  expect(maxNorm({ maxValue: 0.5 }).maxValue).toBe(0.5);
  expect(maxNorm({}).axis).toBeNull();
});

test('applies to a free-standing tensor by the rule of projectMaxNorm', () => {
  const applied = maxNorm({ maxValue: 1 }).apply(
    tf.tensor2d([
      [3, 0.1],
      [4, 0.2],
    ]),
  );
  expect(applied.dataSync()[0]).toBeCloseTo(0.6, 6);
  expect(applied.dataSync()[1]).toBe(Math.fround(0.1));
});

test.each([0, -1, NaN, Infinity, '3', [3], true])('rejects a maxValue of %p', (maxValue) => {
  expect(() => maxNorm({ maxValue: maxValue as number })).toThrow(
    /^maxNorm: maxValue must be a positive finite number, got /,
  );
});

test.each([[[0.5]], [[0, 0]], ['0'], [['a']], [[]], [1.5], [true], [{}]])(
  'rejects an axis of %j',
  (axis) => {
    expect(() => maxNorm({ axis: axis as number })).toThrow(
      /^maxNorm: axis must be an integer or a list of distinct integers, got /,
    );
  },
);

test('rejects options that it does not have', () => {
  expect(() => maxNorm({ max_value: 3 } as MaxNormArgs)).toThrow(
    'maxNorm: unknown option "max_value"; options must be among maxValue, axis.',
  );
  expect(() => maxNorm(3 as MaxNormArgs)).toThrow(
    'maxNorm: options must be an object such as { maxValue: 2 }, got 3.',
  );
});
