import * as fs from 'node:fs/promises';
import * as paths from 'node:path';
import { discard } from './discard.js';
import { newDraft, removeAbandoned } from './drafts.js';
import { codeOf, writingError } from './fileErrors.js';

export interface WriteOptions {
  /** Stops the writing when it is aborted. */
  signal?: AbortSignal;
  /** Whether to keep an existing file, and fail with code EEXIST. */
  isNew?: boolean;
}

/**
 * Writes a file completely or not at all, whatever happens and whoever else writes it: beside its place, then moved
 * there.
 *
 * @throws If it cannot be written; then nothing was changed and nothing is left behind. The error names the file.
 */
export async function writeFile(
  path: string,
  chunks: Uint8Array[],
  { signal, isNew = false }: WriteOptions = {},
): Promise<void> {
  const [folder, name] = [paths.dirname(path), paths.basename(path)];
  const draft = paths.join(folder, newDraft(name).name);
  try {
    await removeAbandoned(folder, name);
    await refuseOddPlace(path);
    await writeNewFile(draft, chunks, signal);
    await (isNew ? moveToNew(draft, path) : fs.rename(draft, path));
  } catch (error) {
    await discard(draft);
    if (codeOf(error) === 'EEXIST') throw error;
    throw writingError(path, error);
  }
}

/** Writes a file under a name that no other file has. */
export async function writeNewFile(
  path: string,
  chunks: Uint8Array[],
  signal?: AbortSignal,
): Promise<void> {
  const file = await fs.open(path, 'wx');
  try {
    for (const chunk of chunks) {
      signal?.throwIfAborted();
      await file.writeFile(chunk, { signal });
    }
    // A rename may reach the disk before the bytes do.
    await file.sync();
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    await file.close();
  }
}

/** A device or a pipe would be replaced by a file. */
export async function refuseOddPlace(path: string): Promise<void> {
  try {
    const info = await fs.stat(path);
    if (info.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    if (!info.isFile()) throw new Error('it is not a regular file');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** A rename would replace an existing file; a second name (a hard link) is refused then, in one step. */
async function moveToNew(from: string, to: string): Promise<void> {
  try {
    await fs.link(from, to);
    await fs.rm(from);
  } catch (error) {
    // Some file systems have no hard links; there, killing the process can leave an incomplete copy.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes(codeOf(error) ?? '')) throw error;
    await fs.copyFile(from, to, fs.constants.COPYFILE_EXCL);
    await fs.rm(from);
  }
}
