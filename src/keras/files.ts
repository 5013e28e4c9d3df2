/** Reads a file of this machine, or in a browser an address. */
export async function readBytes(path: string): Promise<Uint8Array> {
  if (typeof process !== 'undefined' && process.versions?.node != null) {
    const { readFile } = await import('node:fs/promises');
    return readFile(path);
  }
  const response = await fetch(path);
  if (!response.ok) throw new Error(`loadKeras: ${path} answered ${response.status}.`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Writes a file of this machine: all of it, or nothing. */
export async function writeBytes(path: string, bytes: Uint8Array): Promise<void> {
  const { rename, rm, writeFile } = await import('node:fs/promises');
  const unfinished = `${path}.${process.pid}.part`;
  try {
    await writeFile(unfinished, bytes);
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
}
