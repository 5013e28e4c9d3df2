/** What the process that runs the tests tells its parent: a test begins, how it went, and errors outside of tests. */
export type Message =
  { started: string } | { name: string; status: string; message?: string } | { errors: string[] };
