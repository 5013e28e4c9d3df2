import * as fs from 'node:fs/promises';

/** Removes a file or folder if possible. A failure to do so does not matter beside what went wrong before, or right. */
export async function discard(path: string): Promise<void> {
  await fs.rm(path, { recursive: true, force: true }).catch(() => undefined);
}
