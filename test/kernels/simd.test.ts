import { squaredNorms } from '../../src/kernels/loops.js';
import { roughBound, type Simd, simdOn } from '../../src/kernels/simd.js';

const memories: [string, WebAssembly.Memory][] = [
  ['memory', new WebAssembly.Memory({ initial: 4 })],
  ['shared memory', new WebAssembly.Memory({ initial: 4, maximum: 65536, shared: true })],
];

describe.each(memories)('the SIMD module on %s', (_, memory) => {
  const x = 4096;
  const simd = simdOn(memory) as Simd;

  function sumsOf(
    add: 'addSquares' | 'addRoughSquares',
    values: Float32Array,
    [rows, units, run]: number[],
  ): Float64Array {
    new Float32Array(memory.buffer, x).set(values);
    simd.clear(0, units);
    simd[add](x, 0, rows, units, run);
    return new Float64Array(memory.buffer, 0, units).slice();
  }

  test.each([
    [[1, 1, 1]],
    [[7, 5, 1]],
    [[25, 23, 1]],
    [[9, 13, 2]],
    [[3, 7, 19]],
    [[1, 3, 1021]],
    [[2, 64, 128]],
  ])('adds up the squares of %j rows, units and runs', ([rows, units, run]) => {
    const values = Float32Array.from({ length: rows * units * run }, (_, at) => Math.sin(at + 1));
    const expected = squaredNorms(values, [1, rows, units, run]);
    const exact = sumsOf('addSquares', values, [rows, units, run]);
    const rough = sumsOf('addRoughSquares', values, [rows, units, run]);
    expected.forEach((want, unit) => {
      expect(Math.abs(exact[unit] / want - 1)).toBeLessThanOrEqual(1e-14);
      expect(Math.abs(rough[unit] / want - 1)).toBeLessThanOrEqual(2 ** -20);
    });
  });

  test('is instantiated once a memory', () => {
    expect(simdOn(memory)).toBe(simd);
  });
});

test('a rough sum is no proof for a bound whose square nears the end of float32', () => {
  expect(roughBound(1e-13)).toBeLessThan(0);
  expect(roughBound(3)).toBeLessThan(9);
});

test('there is no module where code may not be compiled', () => {
  const compile = jest.spyOn(WebAssembly, 'Module').mockImplementation(() => {
    throw new WebAssembly.CompileError('Wasm code generation disallowed by embedder');
  });
  expect(simdOn(new WebAssembly.Memory({ initial: 1 }))).toBeNull();
  compile.mockRestore();
});
