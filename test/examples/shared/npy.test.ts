import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNpy } from '../../../examples/shared/npy.js';

/** Written by NumPy: npy/make.py. */
const file = (name: string) => join(__dirname, 'npy', name);

/** As `np.load` prints them. */
const VALUES = [
  0.346, 0.822, 0.33, -1.303, 0.905, 0.446, -0.537, 0.581, 0.365, 0.294, 0.028, 0.547, -0.736,
  -0.163, -0.482, 0.599, 0.04, -0.292, -0.782, -0.257, 0.008, -0.276, 1.294, 1.007,
];

describe('what NumPy wrote', () => {
  test.each([
    ['float64', 0],
    ['version2', 0],
    ['float32', 1e-7],
    ['float16', 1e-3],
  ])('%s is read', async (name, tolerance) => {
    const { shape, data } = await readNpy(file(`${name}.npy`));
    expect(shape).toEqual([3, 2, 4]);
    expect(data).toHaveLength(VALUES.length);
    data.forEach((value, i) => expect(Math.abs(value - VALUES[i])).toBeLessThanOrEqual(tolerance));
  });

  test.each([
    ['int64', [3], [769, 770, -1]],
    ['uint8', [1, 2], [1, 255]],
    ['bool', [2], [1, 0]],
    ['scalar', [], [7]],
    ['empty', [0, 2, 4], []],
  ])('%s is read as numbers', async (name, shape, values) => {
    const array = await readNpy(file(`${name}.npy`));
    expect(array.shape).toEqual(shape);
    expect([...array.data]).toEqual(values);
  });

  test.each([
    [
      'fortran.npy',
      /fortran\.npy is in Fortran order; only C order is read\. Save it with np\.save/,
    ],
    [
      'bigEndian.npy',
      /not a \.npy file of little-endian numbers: Unsupported dtype: >f8\. Save it/,
    ],
    ['complex.npy', /must hold real numbers, got values of NumPy's type c16/],
    ['text.npy', /must hold real numbers, got values of NumPy's type U5/],
    ['object.npy', /Unsupported dtype/],
    ['record.npy', /Malformed \.npy header/],
    [
      'truncated.npy',
      /truncated\.npy is damaged: its shape is \[3, 2, 4\], and it holds 22 values/,
    ],
    ['archive.npz', /archive\.npz is not a \.npy file/],
    ['make.py', /make\.py is not a \.npy file/],
    ['missing.npy', /missing\.npy cannot be read: ENOENT/],
  ])('%s is refused, with what to do', async (name, message) => {
    await expect(readNpy(file(name))).rejects.toThrow(message);
    await expect(readNpy(file(name))).rejects.toHaveProperty('name', 'UserError');
  });

  test.each([0, 5, 9, 12, 64, 131])('cut off after %d bytes is refused', async (length) => {
    const folder = await mkdtemp(join(tmpdir(), 'npy-'));
    const whole = await readFile(file('float64.npy'));
    await writeFile(join(folder, 'x.npy'), whole.subarray(0, length));
    await expect(readNpy(join(folder, 'x.npy'))).rejects.toThrow(/x\.npy is /);
    await rm(folder, { recursive: true });
  });
});
