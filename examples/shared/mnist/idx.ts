import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { UserError } from '../errors.js';
import { CLASSES, type Digits, SIDE } from './digits.js';

const IMAGES_MAGIC = 0x0803; // unsigned bytes in three dimensions
const LABELS_MAGIC = 0x0801; // unsigned bytes in one

/**
 * Reads a pair of IDX files, gzipped or not, and checks them.
 *
 * @param images Path without `.gz`, such as `mnist/train-images-idx3-ubyte`; `.gz` is added where only that is there.
 * @throws A {@link UserError} that names the file which is missing or damaged.
 *
 * Source of the format: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
 */
export async function readIdx(images: string, labels: string): Promise<Digits> {
  const imageFile = await open(images);
  const labelFile = await open(labels);
  const digits = { images: parseImages(imageFile), labels: parseLabels(labelFile) };
  const imageCount = digits.images.length / SIDE ** 2;
  if (imageCount !== digits.labels.length) {
    throw new UserError(
      `${labelFile.path}: holds ${digits.labels.length} labels, but ${imageFile.path} holds ${imageCount} images.`,
    );
  }
  return digits;
}

interface IdxFile {
  path: string;
  bytes: Uint8Array;
}

async function open(path: string): Promise<IdxFile> {
  const plain = await readIfThere(path);
  if (plain) return { path, bytes: plain };
  const gzipped = await readIfThere(`${path}.gz`);
  if (!gzipped) throw new UserError(`${path}: not found, neither as it is nor with .gz.`);
  try {
    return { path: `${path}.gz`, bytes: gunzipSync(gzipped) };
  } catch (error) {
    throw new UserError(`${path}.gz: cannot be unpacked (${(error as Error).message}).`);
  }
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UserError(`${path}: cannot be read (${(error as Error).message}).`);
  }
}

function parseImages(file: IdxFile): Uint8Array {
  const [, rows, columns] = checkHeader(file, IMAGES_MAGIC, 3);
  if (rows !== SIDE || columns !== SIDE) {
    throw new UserError(
      `${file.path}: images must be ${SIDE} x ${SIDE} pixels, got ${rows} x ${columns}.`,
    );
  }
  return file.bytes.subarray(16);
}

function parseLabels(file: IdxFile): Uint8Array {
  checkHeader(file, LABELS_MAGIC, 1);
  const labels = file.bytes.subarray(8);
  const wrong = labels.findIndex((label) => label >= CLASSES);
  if (wrong >= 0) {
    throw new UserError(
      `${file.path}: labels must be 0 to ${CLASSES - 1}, got ${labels[wrong]} for image ${wrong}.`,
    );
  }
  return labels;
}

/** The dimensions that the header announces, after a check that the file holds just as much. */
function checkHeader({ path, bytes }: IdxFile, magic: number, rank: number): number[] {
  const headerLength = 4 + 4 * rank;
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = bytes.length < 4 ? undefined : header.getUint32(0);
  if (found !== magic) {
    throw new UserError(
      `${path}: an IDX file of this kind starts with ${hex(magic)}, got ${found == null ? 'an empty file' : hex(found)}.`,
    );
  }
  if (bytes.length < headerLength) {
    throw new UserError(`${path}: ends within its header, after ${bytes.length} bytes.`);
  }
  const shape = Array.from({ length: rank }, (_, i) => header.getUint32(4 + 4 * i));
  const expected = headerLength + shape.reduce((product, size) => product * size, 1);
  if (bytes.length !== expected) {
    throw new UserError(
      `${path}: announces ${shape.join(' x ')} values and must be ${expected} bytes long, got ${bytes.length}.`,
    );
  }
  if (shape[0] === 0) throw new UserError(`${path}: holds nothing.`);
  return shape;
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
