import { codeOf } from '../files/fileErrors.js';
import { isThere } from '../files/readFile.js';
import { interruptible } from './interruptible.js';

/**
 * @param force What `--force` came to.
 * @throws If something is at the path already and there is no `--force`.
 */
export async function refuseToOverwrite(output: string, force: boolean | undefined): Promise<void> {
  if (force !== true && (await isThere(output))) throw refusal(output);
}

/**
 * Writes a command's result; Ctrl-C stops it and leaves nothing behind.
 *
 * @param create Writes what is not there, failing with code EEXIST where it is: it may have come meanwhile.
 * @param replace Writes it in any case.
 */
export async function writeOutput(
  output: string,
  force: boolean | undefined,
  create: (signal: AbortSignal) => Promise<void>,
  replace: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const isForced = force === true && (await isThere(output));
  try {
    await interruptible(isForced ? replace : create);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    if (force !== true) throw refusal(output);
    await interruptible(replace);
  }
}

function refusal(output: string): Error {
  return new Error(`${output} already exists: nothing was written; use --force to overwrite it.`);
}
