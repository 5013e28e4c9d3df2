import { show } from '../show.js';
import { loadZip, type ZipEntry, zipEntries, zipEntryBytes, ZipError } from './zip.js';

/** The files of a `.keras` archive. */
export interface KerasArchive {
  config: string;
  metadata: string;
  weights: Uint8Array;
}

const CONFIG = 'config.json';
const METADATA = 'metadata.json';
const WEIGHTS = 'model.weights.h5';

/** Stored without compression, as Keras does: weights hardly compress. */
export async function writeArchive(archive: KerasArchive): Promise<Uint8Array> {
  const { zipSync, strToU8 } = await loadZip();
  return zipSync(
    {
      [METADATA]: strToU8(archive.metadata),
      [CONFIG]: strToU8(archive.config),
      [WEIGHTS]: archive.weights,
    },
    { level: 0 },
  );
}

/**
 * Reads a `.keras` archive. Names and sizes are checked before anything is inflated.
 *
 * @param title How errors call the file.
 * @param limit The most bytes that all entries together may inflate to.
 */
export async function readArchive(
  bytes: Uint8Array,
  title: string,
  limit: number,
): Promise<KerasArchive> {
  const { strFromU8 } = await loadZip();
  try {
    const entries = await listedEntries(bytes, limit);
    const read = (name: string): Promise<Uint8Array> => {
      const entry = entries.get(name);
      if (entry == null) throw new ZipError(`its entry ${show(name)} is missing`);
      return zipEntryBytes(bytes, entry);
    };
    return {
      config: strFromU8(await read(CONFIG)),
      metadata: strFromU8(await read(METADATA)),
      weights: await read(WEIGHTS),
    };
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    throw new Error(`loadKeras: ${title} is refused, ${error.message}.`);
  }
}

async function listedEntries(bytes: Uint8Array, limit: number): Promise<Map<string, ZipEntry>> {
  const entries = new Map<string, ZipEntry>();
  let total = 0;
  for (const entry of await zipEntries(bytes)) {
    checkName(entry.name);
    if (entries.has(entry.name)) throw new ZipError(`its entry ${show(entry.name)} appears twice`);
    entries.set(entry.name, entry);
    total += entry.size;
    if (total > limit) {
      throw new ZipError(
        `its entries inflate to more than ${limit} bytes from ${bytes.length}: it looks like a zip bomb`,
      );
    }
  }
  return entries;
}

function checkName(name: string): void {
  if ([CONFIG, METADATA, WEIGHTS].includes(name)) return;
  if (/^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)/.test(name)) {
    throw new ZipError(`its entry ${show(name)} would leave the archive`);
  }
  throw new ZipError(
    `it holds ${show(name)}, and a model of built-in layers holds ${CONFIG}, ${METADATA} and ${WEIGHTS} only`,
  );
}
