import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { countOf, type Digits, SIDE } from '../../../../examples/shared/mnist/digits.js';

/** An IDX file of unsigned bytes, from its definition. */
export function idx(shape: number[], values: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x0800 + shape.length, 0);
  shape.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
  return Buffer.concat([header, values]);
}

/** Writes digits as the two files of a set, `train` or `t10k`. */
export async function writeIdx(folder: string, set: string, digits: Digits): Promise<void> {
  const count = countOf(digits);
  await writeFile(
    join(folder, `${set}-images-idx3-ubyte`),
    idx([count, SIDE, SIDE], digits.images),
  );
  await writeFile(join(folder, `${set}-labels-idx1-ubyte`), idx([count], digits.labels));
}
