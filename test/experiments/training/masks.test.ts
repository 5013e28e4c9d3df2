import * as tf from '@tensorflow/tfjs';
import { Masks } from '../../../experiments/training/masks.js';
import { SeededDropout } from '../../../experiments/training/seededDropout.js';

test.each([0.2, 0.5])('drops a share of %d and rescales the rest', (rate) => {
  const masks = new Masks();
  masks.reseed('a');
  const mask = masks.draw(200_001, rate);
  const dropped = mask.filter((value) => value === 0).length;
  expect(dropped / mask.length).toBeCloseTo(rate, 2);
  const kept = [...new Set(mask)].filter((value) => value !== 0);
  expect(kept).toEqual([Math.fround(1 / (1 - rate))]);
});

test('draws a new mask each time, and the same ones for the same seed', () => {
  const masks = new Masks();
  const draw = (seed: string) => {
    masks.reseed(seed);
    return [masks.draw(999, 0.5), masks.draw(999, 0.5)];
  };
  const [first, second] = draw('a');
  expect(first).not.toEqual(second);
  expect(draw('a')).toEqual([first, second]);
  expect(draw('b')[0]).not.toEqual(first);
});

test('neighbours and successive masks are independent', () => {
  const masks = new Masks();
  masks.reseed('c');
  const size = 100_000;
  const a = masks.draw(size, 0.5);
  const b = masks.draw(size, 0.5);
  const agreement = (shift: number, other: Float32Array) =>
    a.subarray(0, size - shift).filter((value, i) => value === other[i + shift]).length /
    (size - shift);
  for (const share of [agreement(1, a), agreement(2, a), agreement(0, b)]) {
    expect(share).toBeCloseTo(0.5, 2);
  }
});

test('the layer drops only while training', () => {
  const layer = new SeededDropout(0.5, new Masks());
  const input = tf.ones([10, 100]);
  const total = (training: boolean) =>
    tf.tidy(() => tf.sum(layer.apply(input, { training }) as tf.Tensor).dataSync()[0]);
  expect(total(false)).toBe(1000);
  expect(total(true)).not.toBe(1000);
  expect(total(true)).toBeGreaterThan(800);
  input.dispose();
});
