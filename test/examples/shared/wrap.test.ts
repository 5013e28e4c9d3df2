import { wrap } from '../../../examples/shared/wrap.js';

test('breaks a long text between words, into lines of 80 columns at most', () => {
  const word = 'x'.repeat(19);
  const lines = wrap(Array(9).fill(word).join(' ')).split('\n');
  expect(lines.map(({ length }) => length)).toEqual([79, 79, 19]);
  expect(wrap(`${'y'.repeat(78)} z`)).toHaveLength(80);
  expect(wrap(`${'y'.repeat(78)} zz`)).toBe(`${'y'.repeat(78)}\nzz`);
});

test('keeps the breaks that are there, and a word that is longer', () => {
  expect(wrap('\na b\nc')).toBe('\na b\nc');
  expect(wrap(`a ${'z'.repeat(99)} b`)).toBe(`a\n${'z'.repeat(99)}\nb`);
});
