import { readFile } from 'node:fs/promises';
import { load } from 'npyjs';
import { UserError } from './errors.js';

/** An array of numbers, the last axis varying fastest. */
export interface NpyArray {
  shape: number[];
  data: Float64Array;
}

/**
 * Reads what NumPy's `np.save` wrote: numbers of any type, little-endian and in C order, which is what NumPy writes
 * unless it is asked for something else.
 *
 * @throws A {@link UserError} that names the file, and says what is wrong and how to save it.
 */
export async function readNpy(path: string): Promise<NpyArray> {
  const refuse = (what: string) =>
    new UserError(
      `${path} ${what}. Save it with np.save(path, np.ascontiguousarray(x, dtype="<f8")).`,
    );
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new UserError(`${path} cannot be read: ${(error as Error).message}.`);
  }
  const { data, shape, dtype, fortranOrder } = await load(bytes).catch((error: Error) => {
    throw refuse(`is not a .npy file of little-endian numbers: ${error.message}`);
  });
  if (!/^[biuf]/.test(dtype)) {
    throw new UserError(`${path} must hold real numbers, got values of NumPy's type ${dtype}.`);
  }
  if (fortranOrder && shape.length > 1) throw refuse('is in Fortran order; only C order is read');
  const numbers = toFloat64(data);
  const count = shape.reduce((product, size) => product * size, 1);
  if (numbers.length !== count) {
    throw refuse(
      `is damaged: its shape is [${shape.join(', ')}], and it holds ${numbers.length} values`,
    );
  }
  return { shape, data: numbers };
}

function toFloat64(data: ArrayBufferView): Float64Array {
  // 64-bit integers come as BigInts, booleans as an array of them.
  return data instanceof BigInt64Array || data instanceof BigUint64Array
    ? Float64Array.from(data as unknown as Iterable<number>, Number)
    : new Float64Array(data as unknown as ArrayLike<number>);
}
