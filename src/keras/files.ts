const isNode = typeof process !== 'undefined' && process.versions?.node != null;

/** Reads a file of this machine, or in a browser an address. */
export async function readBytes(path: string): Promise<Uint8Array> {
  if (isNode) return (await import('../files/readFile.js')).readFile(path);
  const response = await fetch(path);
  if (!response.ok) throw new Error(`loadKeras: ${path} answered ${response.status}.`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Writes a file of this machine: all of it, or nothing. */
export async function writeBytes(path: string, bytes: Uint8Array): Promise<void> {
  if (!isNode) {
    throw new Error(
      `saveKeras: only Node can write to a path, got '${path}'; leave it out and use the bytes that are returned.`,
    );
  }
  await (await import('../files/writeFile.js')).writeFile(path, [bytes]);
}
