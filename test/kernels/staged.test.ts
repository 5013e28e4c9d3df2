import type { UnitBlocks } from '../../src/kernels/kernel.js';
import { MARGIN, scaleUnits, squaredNorms, toScales } from '../../src/kernels/loops.js';
import { allClearlyInside, projectInPieces } from '../../src/kernels/staged.js';

const blocks: [UnitBlocks][] = [
  [[1, 1, 1, 1]],
  [[1, 1, 1000, 300]],
  [[1, 1, 3, 40001]],
  [[1, 5003, 7, 1]],
  [[1, 10, 20011, 1]],
  [[1, 9, 201, 71]],
];

test.each(blocks)('finds all units of %j inside, or one outside', (shape) => {
  const [, r0, k1, r1] = shape;
  const values = Float32Array.from({ length: r0 * k1 * r1 }, (_, at) => Math.cos(at * at));
  const norms = Array.from(squaredNorms(values, shape), Math.sqrt);
  const largest = Math.max(...norms);
  expect(allClearlyInside(values, shape, largest * 1.00001)).toBe(true);
  expect(allClearlyInside(values, shape, largest)).toBe(false);
  expect(allClearlyInside(values, shape, largest * 0.99999)).toBe(false);
  values[values.length - 1] = NaN;
  expect(allClearlyInside(values, shape, largest * 2)).toBe(false);
});

test.each(blocks)('projects %j as the plain loops do', (shape) => {
  const [, r0, k1, r1] = shape;
  const values = Float32Array.from({ length: r0 * k1 * r1 }, (_, at) => Math.cos(at * at));
  const squares = squaredNorms(values, shape);
  const norms = Array.from(squares, Math.sqrt).sort((a, b) => a - b);
  const maxValue = norms[Math.floor(norms.length / 2)] * 0.999;
  const projected = projectInPieces(values, shape, maxValue);
  if (shape[1] === 1 && r1 > 2 ** 14) {
    expect(projected).toBeUndefined();
    return;
  }
  const expected = values.slice();
  scaleUnits(expected, shape, squares, toScales(squares, maxValue, MARGIN));
  projected!.forEach((value, at) =>
    expect(Math.abs(value - expected[at])).toBeLessThanOrEqual(2e-7 * Math.abs(expected[at])),
  );
  expect(projectInPieces(projected!, shape, maxValue)).toBeNull();
  expect(projectInPieces(values, shape, norms[norms.length - 1] * 1.001)).toBeNull();
});

test.each<[UnitBlocks]>([[[2, 3, 4, 1]], [[1, 2, 2 ** 17 + 1, 1]]])(
  'leaves %j to the plain loops',
  (shape) => {
    const values = new Float32Array(shape.reduce((product, length) => product * length, 1));
    expect(allClearlyInside(values, shape, 1)).toBe(false);
    expect(projectInPieces(values, shape, 1)).toBeUndefined();
  },
);
