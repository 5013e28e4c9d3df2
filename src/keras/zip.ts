import { show } from '../show.js';
import { oneLine } from '../files/fileErrors.js';
import { loadPeer } from './peers.js';

export const loadZip = () => loadPeer('fflate', () => import('fflate'));

/** What is wrong with an archive. */
export class ZipError extends Error {}

/** An entry as the archive's directory claims it to be. */
export interface ZipEntry {
  name: string;
  size: number;
  packedSize: number;
  crc: number;
  isDeflated: boolean;
  /** Where its local header starts. */
  start: number;
}

const END = { signature: 0x06054b50, length: 22, mostComment: 0xffff };
const DIRECTORY = { signature: 0x02014b50, length: 46 };
const LOCAL = { signature: 0x04034b50, length: 30 };

/** As much as 1,032 times as much comes of it: an entry that lies is noticed soon. */
const INFLATED_AT_ONCE = 2 ** 14;

/** The entries in an archive's directory. */
export async function zipEntries(bytes: Uint8Array): Promise<ZipEntry[]> {
  const { strFromU8 } = await loadZip();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = Math.max(0, bytes.length - END.length - END.mostComment);
  let end = bytes.length - END.length;
  while (end >= first && view.getUint32(end, true) !== END.signature) end--;
  if (end < first) throw new ZipError('it is damaged: its directory is missing');
  const entries: ZipEntry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (at + DIRECTORY.length > end || view.getUint32(at, true) !== DIRECTORY.signature) {
      throw new ZipError('it is damaged: its directory ends early');
    }
    const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
    const nameLength = view.getUint16(at + 28, true);
    const nameStart = at + DIRECTORY.length;
    const isUtf8 = (flags & 0x800) !== 0;
    const name = strFromU8(bytes.subarray(nameStart, nameStart + nameLength), !isUtf8);
    if ((flags & 1) !== 0) throw new ZipError(`its entry ${show(name)} is encrypted`);
    if (method !== 0 && method !== 8) {
      throw new ZipError(`its entry ${show(name)} is compressed by an unknown method, ${method}`);
    }
    entries.push({
      name,
      isDeflated: method === 8,
      crc: view.getUint32(at + 16, true),
      packedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      start: view.getUint32(at + 42, true),
    });
    at = nameStart + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** The bytes of an entry, which are as many as it claims and have its checksum. */
export async function zipEntryBytes(bytes: Uint8Array, entry: ZipEntry): Promise<Uint8Array> {
  const { Inflate, ZipPassThrough } = await loadZip();
  const damaged = (what: string): ZipError => new ZipError(`its entry ${show(entry.name)} ${what}`);
  const packed = packedBytes(bytes, entry);
  const chunks: Uint8Array[] = [];
  let size = 0;
  // What fflate writes entries with counts their checksum.
  const counter = new ZipPassThrough('');
  counter.ondata = () => undefined;
  const take = (chunk: Uint8Array): void => {
    size += chunk.length;
    if (size > entry.size) throw damaged('does not have the size that it declares');
    counter.push(chunk);
    chunks.push(chunk);
  };
  if (entry.isDeflated) {
    try {
      const inflate = new Inflate(take);
      for (let at = 0; at < packed.length; at += INFLATED_AT_ONCE) {
        const end = at + INFLATED_AT_ONCE;
        inflate.push(packed.subarray(at, end), end >= packed.length);
      }
    } catch (error) {
      throw error instanceof ZipError ? error : damaged(`is damaged: ${oneLine(error)}`);
    }
  } else {
    take(packed);
  }
  if (size !== entry.size) throw damaged('does not have the size that it declares');
  counter.push(new Uint8Array(0), true);
  if (counter.crc >>> 0 !== entry.crc) throw damaged('is damaged: its CRC-32 does not match');
  if (chunks.length === 1) return chunks[0];
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function packedBytes(bytes: Uint8Array, { name, start, packedSize }: ZipEntry): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isThere =
    start + LOCAL.length <= bytes.length && view.getUint32(start, true) === LOCAL.signature;
  const data = isThere
    ? start + LOCAL.length + view.getUint16(start + 26, true) + view.getUint16(start + 28, true)
    : Infinity;
  if (data + packedSize > bytes.length) {
    throw new ZipError(`its entry ${show(name)} is damaged: it is not where it should be`);
  }
  return bytes.subarray(data, data + packedSize);
}
