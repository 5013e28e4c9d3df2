import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readIdx } from '../../../../examples/shared/mnist/idx.js';
import { digitsOf } from './digitsOf.js';
import { idx } from './writeIdx.js';

const digits = digitsOf([3, 1, 4]);
const goodImages = idx([3, 28, 28], digits.images);
const goodLabels = idx([3], digits.labels);
let folder: string;
let images: string;
let labels: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'idx-'));
  images = join(folder, 'images');
  labels = join(folder, 'labels');
  await writeFile(images, goodImages);
  await writeFile(labels, goodLabels);
});

afterEach(() => rm(folder, { recursive: true }));

test('reads images and labels', async () => {
  const read = await readIdx(images, labels);
  expect(Buffer.from(read.images).equals(digits.images)).toBe(true);
  expect([...read.labels]).toEqual([3, 1, 4]);
});

test('reads them gzipped', async () => {
  await writeFile(`${images}-2.gz`, gzipSync(goodImages));
  await writeFile(`${labels}-2.gz`, gzipSync(goodLabels));
  expect(await readIdx(`${images}-2`, `${labels}-2`)).toEqual(await readIdx(images, labels));
});

test('names the file that is missing', async () => {
  await rm(labels);
  await expect(readIdx(images, labels)).rejects.toThrow(`${labels}: not found`);
});

const bytes = (...values: number[]) => Uint8Array.from(values);
const wrongRange = idx([3], bytes(3, 10, 4));
const damages: [string, 'images' | 'labels', Buffer, string][] = [
  ['an empty file', 'images', Buffer.alloc(0), 'starts with 0x00000803, got an empty file'],
  ['another magic number', 'images', goodLabels, 'starts with 0x00000803, got 0x00000801'],
  ['images as labels', 'labels', goodImages, 'starts with 0x00000801, got 0x00000803'],
  ['a cut header', 'images', goodImages.subarray(0, 10), 'ends within its header, after 10 bytes'],
  ['cut images', 'images', goodImages.subarray(0, 2000), 'must be 2368 bytes long, got 2000'],
  [
    'bytes too many',
    'labels',
    Buffer.concat([goodLabels, bytes(0)]),
    'must be 11 bytes long, got 12',
  ],
  ['no digits', 'images', idx([0, 28, 28], bytes()), 'holds nothing'],
  [
    'another image size',
    'images',
    idx([1, 14, 56], new Uint8Array(784)),
    'must be 28 x 28 pixels, got 14 x 56',
  ],
  ['another count', 'labels', idx([2], bytes(3, 1)), 'holds 2 labels, but'],
  ['a label out of range', 'labels', wrongRange, 'labels must be 0 to 9, got 10 for image 1'],
];

test.each(damages)('names the file and the damage: %s', async (_, which, content, message) => {
  const path = which === 'images' ? images : labels;
  await writeFile(path, content);
  await expect(readIdx(images, labels)).rejects.toThrow(`${path}: `);
  await expect(readIdx(images, labels)).rejects.toThrow(message);
});

test('names the gzipped file that cannot be unpacked', async () => {
  await rm(images);
  await writeFile(`${images}.gz`, gzipSync(goodImages).subarray(0, 20));
  await expect(readIdx(images, labels)).rejects.toThrow(`${images}.gz: cannot be unpacked`);
});

test('names a file that cannot be read', async () => {
  await expect(readIdx(folder, labels)).rejects.toThrow(`${folder}: cannot be read`);
});
