import * as fs from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from './fileErrors.js';

/**
 * Makes a folder and those above it. Unlike Node's recursive `mkdir`, it says what is wrong on a read-only file system.
 *
 * @returns Those that were not there.
 */
export async function makeFolder(path: string): Promise<string[]> {
  const above = (await isMissing(dirname(path))) ? await makeFolder(dirname(path)) : [];
  try {
    await fs.mkdir(path);
    return [...above, path];
  } catch (error) {
    const info = await fs.stat(path).catch(() => null);
    if (info?.isDirectory() === true) return above;
    throw info == null ? error : new Error('it is not a folder');
  }
}

/** Removes folders that were made, except for those that are no longer empty. */
export async function removeEmpty(folders: string[]): Promise<void> {
  for (const folder of [...folders].reverse()) {
    try {
      await fs.rmdir(folder);
    } catch {
      return;
    }
  }
}

async function isMissing(path: string): Promise<boolean> {
  try {
    await fs.stat(path);
    return false;
  } catch (error) {
    return codeOf(error) === 'ENOENT';
  }
}
