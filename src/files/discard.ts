import * as fs from 'node:fs/promises';

/** Removes a file or folder if it can: what went wrong before is what matters, or that all went well. */
export async function discard(path: string): Promise<void> {
  await fs.rm(path, { recursive: true, force: true }).catch(() => undefined);
}
