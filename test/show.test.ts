import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { maxNorm } from '../src/index.js';
import { show } from '../src/show.js';

beforeAll(() => tf.setBackend('cpu'));

test.each([
  ['text "in" quotes', '"text \\"in\\" quotes"'],
  [[1, [null, undefined]], '[1, [null, undefined]]'],
  [-0.5, '-0.5'],
  [10n, '10n'],
  [Symbol('s'), 'Symbol(s)'],
  [{ maxValue: 3, axis: [0] }, '{ maxValue: 3, axis: [0] }'],
  [{}, '{}'],
  [{ a: { b: { c: { d: 1 } } } }, '{ a: { b: { c: {\u2026} } } }'],
  [[[[[1]]]], '[[[[\u2026]]]]'],
  [maxNorm, 'function maxNorm'],
  [Object, 'function Object'],
  [new Map(), 'an object of class Map'],
])('%p reads %s', (value, text) => expect(show(value)).toBe(text));

test('a tensor and a layer read as what they are', () => {
  expect(show(tf.tensor1d([1]))).toBe('an object of class Tensor');
  expect(show(tf.layers.dense({ units: 1 }))).toBe('an object of class Dense');
});

test('whatever it is, it is one short line', () => {
  const values = [
    'x'.repeat(1e6),
    Array(2e6).fill(7),
    Object.fromEntries(Array.from({ length: 1e4 }, (_, i) => [`key${i}`, i])),
    [['a'.repeat(1e5)], { b: 'c'.repeat(1e5) }],
  ];
  let nested: unknown = 0;
  for (let depth = 0; depth < 1e5; depth++) nested = depth % 2 === 0 ? [nested] : { nested };
  for (const value of [...values, nested]) {
    expect(show(value).length).toBeLessThan(300);
    expect(show(value)).not.toContain('\n');
  }
});

test('anything can be shown', () => {
  fc.assert(
    fc.property(
      fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }),
      (value) => {
        expect(show(value).length).toBeLessThan(300);
        expect(show(value)).not.toContain('[object ');
      },
    ),
  );
});
