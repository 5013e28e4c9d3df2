import { UserError } from '../examples/shared/errors.js';

/** What `read` makes of the options; a wrong one ends the program with one line. */
export function orEnd<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    process.exit(error.exitCode);
  }
}
