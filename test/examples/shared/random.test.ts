import { seededRandom, shuffledIndices } from '../../../examples/shared/random.js';

test('a seed gives the same order each time, another seed another', () => {
  const order = (seed: number) => [...shuffledIndices(100, seededRandom(seed))];
  expect(order(0)).toEqual(order(0));
  expect(order(0)).not.toEqual(order(1));
  expect(order(0).sort((a, b) => a - b)).toEqual([...Array(100).keys()]);
});

test('every order is as likely', () => {
  const random = seededRandom(1);
  const counts = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const order = shuffledIndices(3, random).join();
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  // Five standard deviations around 1,000.
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(145);
});
