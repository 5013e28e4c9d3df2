import { readFile, rm, writeFile } from 'node:fs/promises';
import { UserError } from '../../examples/shared/errors.js';

/**
 * Takes the right to write a file, by a file beside it that holds the number of this process.
 *
 * @returns A function that gives it back.
 * @throws A `UserError` if a process that is still running has it.
 */
export async function lock(path: string): Promise<() => Promise<void>> {
  const file = `${path}.lock`;
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = Number(await readFile(file, 'utf8').catch(() => ''));
    if (isRunning(owner)) {
      throw new UserError(
        `${path} is being written by another command (process ${owner}): wait until it ends.`,
      );
    }
    // Left by a process that was killed.
    await rm(file, { force: true });
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
