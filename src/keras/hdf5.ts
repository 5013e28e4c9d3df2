import type * as h5wasm from 'h5wasm';
import { show } from '../show.js';
import { oneLine } from '../files/fileErrors.js';
import { loadPeer } from './peers.js';

// The build for browsers, in Node as well: it has a file system of its own in memory, so that no link or external
// storage in a hostile file leads to the files of this machine.
const loadHdf5 = () => loadPeer('h5wasm', () => import('h5wasm'));

type Library = typeof h5wasm;

let count = 0;

/** Passes an HDF5 file in memory to `use`, and removes it afterwards, whatever happens. */
async function withFile<T>(
  bytes: Uint8Array | null,
  use: (file: h5wasm.File, library: Library) => T,
): Promise<{ result: T; bytes: Uint8Array }> {
  const library = await loadHdf5();
  const hdf5 = await library.ready;
  const { FS } = hdf5;
  const path = `/tfjs-max-norm-${count++}.h5`;
  // Otherwise HDF5 prints its errors to the console.
  hdf5.activate_throwing_error_handler();
  try {
    if (bytes != null) FS.writeFile(path, bytes);
    const file = new library.File(path, bytes == null ? 'w' : 'r');
    let result: T;
    try {
      result = use(file, library);
    } finally {
      // A file that is left open makes the next one that is opened give wrong data.
      file.close();
    }
    return { result, bytes: bytes ?? FS.readFile(path) };
  } finally {
    hdf5.deactivate_throwing_error_handler();
    if (FS.analyzePath(path).exists) FS.unlink(path);
  }
}

/** Weights by the path of their dataset. */
export type Datasets = { path: string; shape: number[]; data: Float32Array }[];

/** Writes groups, which may stay empty, and then the datasets inside them. */
export async function writeHdf5(groups: string[], datasets: Datasets): Promise<Uint8Array> {
  const { bytes } = await withFile(null, (file) => {
    const made = new Map<string, h5wasm.Group>([['', file]]);
    const groupAt = (path: string): h5wasm.Group => {
      const known = made.get(path);
      if (known != null) return known;
      const [parent, name] = split(path);
      const group = groupAt(parent).create_group(name);
      made.set(path, group);
      return group;
    };
    groups.forEach(groupAt);
    for (const { path, shape, data } of datasets) {
      const [parent, name] = split(path);
      groupAt(parent).create_dataset({ name, data, shape, dtype: '<f' });
    }
  });
  return bytes;
}

function split(path: string): [parent: string, name: string] {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? ['', path] : [path.slice(0, slash), path.slice(slash + 1)];
}

/** An HDF5 file that is open for reading. Paths that do not exist, and links, are `null`. */
export interface Hdf5Reader {
  /** The names in a group. */
  names(path: string): string[] | null;
  /** A dataset's shape, refused unless it is of float32. */
  shape(path: string): number[] | null;
  /** The shape of the pieces that a dataset is stored in, or `null` for one piece of its own size. */
  chunk(path: string): number[] | null;
  /** A dataset's numbers. Its size is to be checked first, by its shape. */
  read(path: string): Float32Array;
  /** An attribute of one string. */
  text(path: string, attribute: string): string | null;
  /** An attribute of strings, which Keras splits over `name0`, `name1`, ... where it is long. */
  texts(path: string, attribute: string): string[] | null;
}

/**
 * Opens an HDF5 file for as long as `use` runs.
 *
 * @param file How errors call it.
 * @throws If it is no HDF5 file or a truncated one.
 */
export async function readHdf5<T>(
  bytes: Uint8Array,
  file: string,
  use: (reader: Hdf5Reader) => T,
): Promise<T> {
  const guarded = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      throw named(error, file);
    }
  };
  let isOpen = false;
  try {
    const { result } = await withFile(bytes, (opened, library) => {
      isOpen = true;
      return use(readerOf(opened, file, library, guarded));
    });
    return result;
  } catch (error) {
    throw isOpen ? error : named(error, file);
  }
}

function named(error: unknown, file: string): Error {
  if (error instanceof Error && /^(loadKeras|tfjs-max-norm)/.test(error.message)) return error;
  return new Error(
    `loadKeras: ${file} cannot be read as HDF5, it is damaged or truncated: ${oneLine(error)}.`,
  );
}

function readerOf(
  file: h5wasm.File,
  title: string,
  library: Library,
  guarded: <T>(read: () => T) => T,
): Hdf5Reader {
  const at = (path: string) => file.get(path === '' ? '/' : path);
  // Each access to the file is slow, and a dataset keeps what was read.
  const datasets = new Map<string, h5wasm.Dataset | null>();
  const dataset = (path: string): h5wasm.Dataset | null => {
    const known = datasets.get(path);
    if (known !== undefined) return known;
    const entity = at(path);
    const found = entity instanceof library.Dataset ? entity : null;
    datasets.set(path, found);
    return found;
  };
  const group = (path: string): h5wasm.Group | null => {
    const entity = at(path);
    return entity instanceof library.Group ? entity : null;
  };
  const attribute = (path: string, name: string): unknown => group(path)?.attrs[name]?.value;
  const strings = (value: unknown): string[] | null =>
    Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null;
  const reader: Hdf5Reader = {
    names: (path) => group(path)?.keys() ?? null,
    shape: (path) => {
      const found = dataset(path);
      if (found == null) return null;
      // A single number may be a count, as Normalization keeps it.
      const isCount = found.shape?.length === 0 && /^<[iIqQ]$/.test(found.dtype as string);
      if (found.dtype !== '<f' && !isCount) {
        throw new Error(
          `loadKeras: weight ${show(path)} of ${title} is of type ${show(found.dtype)}, and only float32 is exchanged. ` +
            'Save the model in float32: keras.config.set_dtype_policy("float32").',
        );
      }
      return found.shape ?? [];
    },
    chunk: (path) => dataset(path)?.metadata.chunks?.map(Number) ?? null,
    read: (path) => {
      const value = dataset(path)?.value;
      // A dataset of no axes reads as a number.
      return typeof value === 'number' || typeof value === 'bigint'
        ? Float32Array.of(Number(value))
        : new Float32Array(value as ArrayLike<number>);
    },
    text: (path, name) => {
      const value = attribute(path, name);
      return typeof value === 'string' ? value : null;
    },
    texts: (path, name) => {
      const whole = strings(attribute(path, name));
      if (whole != null) return whole;
      const parts: string[][] = [];
      for (;;) {
        const part = strings(attribute(path, `${name}${parts.length}`));
        if (part == null) return parts.length > 0 ? parts.flat() : null;
        parts.push(part);
      }
    },
  };
  return {
    names: (path) => guarded(() => reader.names(path)),
    shape: (path) => guarded(() => reader.shape(path)),
    chunk: (path) => guarded(() => reader.chunk(path)),
    read: (path) => guarded(() => reader.read(path)),
    text: (path, name) => guarded(() => reader.text(path, name)),
    texts: (path, name) => guarded(() => reader.texts(path, name)),
  };
}
