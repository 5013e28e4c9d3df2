import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

export interface NewFile {
  /** Relative to the folder. */
  name: string;
  chunks: Uint8Array[];
}

/**
 * Writes files into a folder, all of them or none: they are written beside the place where they belong and renamed when
 * all are complete. A folder that is there already keeps its other files.
 *
 * @param signal Stops the writing when it is aborted.
 * @throws If the path is no folder, or a file cannot be written; then nothing was changed and nothing is left behind.
 */
export async function writeFiles(
  folder: string,
  files: NewFile[],
  signal?: AbortSignal,
): Promise<void> {
  try {
    await writeAll(resolve(folder), files, signal);
  } catch (error) {
    throw new Error(`${folder} cannot be written: ${(error as Error).message}.`);
  }
}

async function writeAll(target: string, files: NewFile[], signal?: AbortSignal): Promise<void> {
  const existing = await statIfThere(target);
  if (existing != null && !existing.isDirectory()) throw new Error('it is not a folder');
  // In the folder itself, where it is there: it may be a link, or lie on another disk than its parent.
  const parent = existing == null ? dirname(target) : target;
  const firstCreated = await mkdir(parent, { recursive: true });
  const draft = join(parent, `.${basename(target)}-${randomBytes(6).toString('hex')}.tmp`);
  const complete = join(draft, 'new');
  try {
    await mkdir(complete, { recursive: true });
    for (const file of files) await writeFile(join(complete, file.name), file.chunks, signal);
    if (existing == null) await rename(complete, target);
    else await moveAll(files, complete, target, join(draft, 'old'));
    await rm(draft, { recursive: true, force: true });
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (firstCreated != null) await removeEmpty(parent, firstCreated);
    throw error;
  }
}

/** Removes a folder and those above it, up to the last one given or one in which something has been put meanwhile. */
async function removeEmpty(folder: string, last: string): Promise<void> {
  for (let path = folder; path.length >= last.length; path = dirname(path)) {
    try {
      await rmdir(path);
    } catch {
      return;
    }
  }
}

async function writeFile(path: string, chunks: Uint8Array[], signal?: AbortSignal): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'wx');
  try {
    for (const chunk of chunks) {
      signal?.throwIfAborted();
      await file.writeFile(chunk);
    }
    // A rename may reach the disk before the bytes do.
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Moves each file to its place; if one cannot be, those before are put back. */
async function moveAll(files: NewFile[], from: string, to: string, aside: string): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  try {
    for (const { name } of files) {
      const place = join(to, name);
      const old = join(aside, name);
      const created = await mkdir(dirname(place), { recursive: true });
      if (created != null) undo.unshift(() => removeEmpty(dirname(place), created));
      await mkdir(dirname(old), { recursive: true });
      const existing = await statIfThere(place);
      if (existing == null) {
        undo.unshift(() => rm(place, { force: true }));
      } else {
        if (!existing.isFile()) throw new Error(`${name} in it is not a file`);
        // A second name, so that the place is never empty; some file systems know none.
        await link(place, old).catch(() => rename(place, old));
        undo.unshift(() => rename(old, place));
      }
      await rename(join(from, name), place);
    }
  } catch (error) {
    for (const step of undo) await step();
    throw error;
  }
}

async function statIfThere(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
