import { fileSystem } from '../../src/node/index.js';

/** The one line that loading from a path that does not load says. */
export async function loadingError(path: string): Promise<string> {
  const { message } = await fileSystem(path)
    .load()
    .then(
      () => new Error('loaded'),
      (reason: Error) => reason,
    );
  expect(message).not.toContain('\n');
  return message;
}
