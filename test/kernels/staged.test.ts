import { MARGIN } from '../../src/kernels/kernel.js';
import { canStage, projectStaged, squaredNormsStaged } from '../../src/kernels/staged.js';
import type { UnitBlocks } from '../../src/kernels/unitBlocks.js';
import { reference } from '../support/reference.js';

const blocks: [UnitBlocks][] = [
  [[1, 1, 1, 1]],
  [[1, 1, 1000, 300]],
  [[1, 1, 3, 40001]],
  [[1, 5003, 7, 1]],
  [[1, 10, 20011, 1]],
  [[1, 9, 201, 71]],
];

test.each(blocks)('measures and projects %j piece by piece', (shape) => {
  const [, r0, k1, r1] = shape;
  const values = Float32Array.from({ length: r0 * k1 * r1 }, (_, at) => Math.cos(at * at));
  const { norms, unitOf } = reference(values, shape, [1, 3]);
  expect(canStage(shape)).toBe(true);
  squaredNormsStaged(values, shape).forEach((square, unit) =>
    expect(Math.abs(square / norms[unit] ** 2 - 1)).toBeLessThanOrEqual(1e-12),
  );
  const sorted = [...norms].sort((a, b) => a - b);
  expect(projectStaged(values, shape, sorted[k1 - 1] * 1.00001)).toBeNull();
  for (const maxValue of [sorted[k1 >> 1] * 0.999, sorted[k1 - 1] * 0.99999]) {
    const projected = projectStaged(values, shape, maxValue)!;
    let worst = 0;
    projected.forEach((value, at) => {
      const norm = norms[unitOf[at]];
      const want = norm > maxValue ? values[at] * ((maxValue * (1 - MARGIN)) / norm) : values[at];
      if (want !== 0) worst = Math.max(worst, Math.abs(value / want - 1));
    });
    expect(worst).toBeLessThanOrEqual(6e-8);
    expect(projectStaged(projected, shape, maxValue)).toBeNull();
  }
});

test.each<[UnitBlocks]>([[[2, 3, 4, 1]], [[1, 2, 2 ** 17 + 1, 1]]])(
  'leaves %j to the plain loops',
  (shape) => expect(canStage(shape)).toBe(false),
);
