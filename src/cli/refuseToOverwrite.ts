import { existsSync } from 'node:fs';

/**
 * @param force What `--force` came to.
 * @throws If something is at the path already and there is no `--force`.
 */
export function refuseToOverwrite(output: string, force: boolean | undefined): void {
  if (force !== true && existsSync(output)) {
    throw new Error(
      `${output} is there already: nothing was written; --force writes all the same.`,
    );
  }
}
