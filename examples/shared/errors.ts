/** What went wrong is the user's to mend: shown as one line, without a stack. */
export class UserError extends Error {
  /** @param exitCode 1 for what lies around the program (files, backends), 2 for how it was called. */
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
    this.name = 'UserError';
  }
}
