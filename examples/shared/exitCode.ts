import { UserError } from './errors.js';

/**
 * Runs a program; its exit code. Errors are printed rather than thrown on: the wasm backend's own handler would print its
 * whole source before them.
 */
export async function exitCodeOf(program: () => Promise<void>): Promise<number> {
  try {
    await program();
    return 0;
  } catch (error) {
    const isKnown = error instanceof UserError;
    console.error(isKnown ? error.message : error);
    return isKnown ? error.exitCode : 1;
  }
}
