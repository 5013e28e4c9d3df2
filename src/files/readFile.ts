import * as fs from 'node:fs/promises';
import { readingError } from './fileErrors.js';

/** One read gives no more than 2 GiB. */
const MOST_AT_ONCE = 2 ** 30;

/**
 * Reads a regular file only: reading a pipe would wait, and a device has no end.
 *
 * @param size What the file was found to hold before; another size is refused.
 * @throws If it is missing, no regular file, larger than the memory, or changes meanwhile. The error names the file.
 */
export async function readFile(path: string, size?: number): Promise<Uint8Array<ArrayBuffer>> {
  const { O_RDONLY, O_NONBLOCK } = fs.constants;
  let file: fs.FileHandle | undefined;
  try {
    // Opening a pipe blocks otherwise. Windows has no such flag.
    file = await fs.open(path, O_RDONLY | (O_NONBLOCK ?? 0));
    const info = await file.stat();
    if (!info.isFile()) throw Object.assign(new Error(), { code: 'EISDIR' });
    const bytes = allocate(size ?? info.size);
    let at = 0;
    for (let got = 1; got > 0 && at < bytes.length; at += got) {
      got = (await file.read(bytes, at, Math.min(bytes.length - at, MOST_AT_ONCE))).bytesRead;
    }
    if (at !== bytes.length || (await file.stat()).size !== bytes.length) {
      throw new Error('it changed while it was read');
    }
    return bytes;
  } catch (error) {
    throw readingError(path, error);
  } finally {
    await file?.close();
  }
}

/** @throws If it is missing or no regular file. The error names the file. */
export async function sizeOfFile(path: string): Promise<number> {
  const info = await statFile(path);
  if (!info.isFile()) throw readingError(path, { code: 'EISDIR' });
  return info.size;
}

export async function isFolder(path: string): Promise<boolean> {
  return (await statFile(path)).isDirectory();
}

/** Whether anything exists at the path, even a link that leads nowhere. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await fs.lstat(path);
    return true;
  } catch {
    return false;
  }
}

async function statFile(path: string) {
  try {
    return await fs.stat(path);
  } catch (error) {
    throw readingError(path, error);
  }
}

function allocate(size: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(size);
  } catch {
    throw new Error(`its ${size} bytes do not fit into memory`);
  }
}
