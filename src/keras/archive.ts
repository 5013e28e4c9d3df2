import { show } from '../checks.js';
import { loadPeer } from './peers.js';

/** The files of a `.keras` archive. */
export interface KerasArchive {
  config: string;
  metadata: string;
  weights: Uint8Array;
}

const CONFIG = 'config.json';
const METADATA = 'metadata.json';
const WEIGHTS = 'model.weights.h5';

const loadZip = () => loadPeer('fflate', () => import('fflate'));

/** Stored, as Keras does: weights hardly compress. */
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
 * @param limit The most bytes that all entries together may inflate to.
 */
export async function readArchive(bytes: Uint8Array, limit: number): Promise<KerasArchive> {
  const { unzipSync, strFromU8 } = await loadZip();
  const sizes = new Map<string, number>();
  let total = 0;
  const files = unzip(() =>
    unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        checkName(name);
        if (sizes.has(name)) throw refusal(`its entry ${show(name)} is there twice`);
        sizes.set(name, originalSize);
        total += originalSize;
        if (total > limit) {
          throw refusal(
            `its entries inflate to more than ${limit} bytes from ${bytes.length}: it looks like a zip bomb`,
          );
        }
        return true;
      },
    }),
  );
  const [config, metadata, weights] = [CONFIG, METADATA, WEIGHTS].map((name) => {
    if (!sizes.has(name)) throw refusal(`its entry ${show(name)} is missing`);
    if (files[name].length !== sizes.get(name)) {
      throw refusal(`its entry ${show(name)} has not the size that it claims`);
    }
    return files[name];
  });
  return { config: strFromU8(config), metadata: strFromU8(metadata), weights };
}

function unzip(read: () => Record<string, Uint8Array>): Record<string, Uint8Array> {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw refusal(`it is damaged: ${(error as Error).message}`);
  }
}

class Refusal extends Error {}

function refusal(what: string): Refusal {
  return new Refusal(`loadKeras: this .keras file is refused, ${what}.`);
}

function checkName(name: string): void {
  if ([CONFIG, METADATA, WEIGHTS].includes(name)) return;
  if (/^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)/.test(name)) {
    throw refusal(`its entry ${show(name)} would leave the archive`);
  }
  throw refusal(
    `it holds ${show(name)}, and a model of built-in layers holds ${CONFIG}, ${METADATA} and ${WEIGHTS} only`,
  );
}
