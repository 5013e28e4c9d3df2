import { createHash } from 'node:crypto';
import { countOf, type Digits } from '../../examples/shared/mnist/digits.js';
import type { Mnist } from '../../examples/shared/mnist/load.js';

/** All that a run's result depends on. */
export interface RunKey {
  experiment: string;
  settings: object;
  seed: number;
  data: DataKey;
  backend: string;
}

export interface DataKey {
  train: number;
  test: number;
  /** Of the digits themselves. */
  sha256: string;
}

export function dataKey({ train, test }: Mnist): DataKey {
  const hash = createHash('sha256');
  const add = ({ images, labels }: Digits) => hash.update(images).update(labels);
  add(train);
  add(test);
  return { train: countOf(train), test: countOf(test), sha256: hash.digest('hex') };
}

/** A name for the files of a run: readable, and another one for every key. */
export function runName(variant: string, key: RunKey): string {
  const readable = variant.replace(/[^\w.]+/g, '-');
  const digest = createHash('sha256').update(JSON.stringify(key)).digest('hex');
  return `${readable}-seed${key.seed}-${digest.slice(0, 8)}`;
}
