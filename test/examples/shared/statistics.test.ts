import { pairedDifference, summarize } from '../../../examples/shared/statistics.js';

test('mean and sample standard deviation', () => {
  // (1 + 2 + 6) / 3 = 3; squares 4 + 1 + 9 = 14; sqrt(14 / 2) = sqrt 7
  expect(summarize([1, 2, 6])).toEqual({ n: 3, mean: 3, sd: Math.sqrt(7) });
  expect(summarize([4])).toEqual({ n: 1, mean: 4, sd: null });
});

test('an interval that holds 0 is noise', () => {
  // Differences 1, 2, 6: 3 ± 4.303 * sqrt(7) / sqrt(3) = 3 ± 6.573
  const difference = pairedDifference([
    [11, 10],
    [22, 20],
    [36, 30],
  ]);
  expect(difference).toMatchObject({ n: 3, mean: 3, withinNoise: true });
  expect(difference.margin).toBeCloseTo(6.573, 3);
});

test('pairs tell what the spread between seeds would hide', () => {
  // Differences -1, -1.1, -0.9: -1 ± 4.303 * 0.1 / sqrt(3) = -1 ± 0.2484
  const difference = pairedDifference([
    [9, 10],
    [18.9, 20],
    [29.1, 30],
  ]);
  expect(difference.mean).toBeCloseTo(-1, 10);
  expect(difference.margin).toBeCloseTo(0.2484, 4);
  expect(difference.withinNoise).toBe(false);
});

test('beyond the table, the interval takes t of its end', () => {
  const many = Array.from({ length: 50 }, (_, i): [number, number] => [i % 2, 0]);
  // sd of 25 zeros and 25 ones: sqrt(50 * 0.25 / 49)
  expect(pairedDifference(many).margin).toBeCloseTo(
    (2.093 * Math.sqrt(12.5 / 49)) / Math.sqrt(50),
    10,
  );
});

test.each([
  [1, [[1, 5]]],
  [
    2,
    [
      [1, 5],
      [2, 6],
    ],
  ],
])('%d pairs are never more than noise, even if they agree', (n, pairs) => {
  expect(pairedDifference(pairs as [number, number][])).toEqual({
    n,
    mean: -4,
    margin: null,
    withinNoise: true,
  });
});

test('the same runs have no difference', () => {
  const same: [number, number][] = [
    [1, 1],
    [2, 2],
    [4, 4],
  ];
  expect(pairedDifference(same)).toEqual({ n: 3, mean: 0, margin: 0, withinNoise: true });
});
