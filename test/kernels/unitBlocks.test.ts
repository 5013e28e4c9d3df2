import { unitBlocks } from '../../src/kernels/unitBlocks.js';

test.each([
  ['a dense kernel', [784, 10], [0], [1, 784, 10, 1]],
  ['a filter', [3, 3, 64, 128], [0, 1, 2], [1, 576, 128, 1]],
  ['a transposed filter', [3, 3, 128, 64], [0, 1, 3], [1, 9, 128, 64]],
  ['an embedding', [1000, 16], [1], [1, 1, 1000, 16]],
  ['a vector', [7], [0], [1, 1, 1, 7]],
  ['one unit', [7, 1], [0], [1, 1, 1, 7]],
  ['one weight', [1, 1], [0], [1, 1, 1, 1]],
  ['axes in the middle', [4, 5, 6], [1], [4, 5, 6, 1]],
  ['axes of length 1', [1, 4, 1, 6], [0, 1], [1, 4, 6, 1]],
  ['one weight a unit', [4, 1], [1], [1, 1, 4, 1]],
])('sees %s as four blocks', (_, shape, axes, blocks) => {
  expect(unitBlocks(shape, axes)).toEqual(blocks);
});

test('has no blocks for axes that alternate more often', () => {
  expect(unitBlocks([2, 2, 2, 2, 2], [0, 2, 4])).toEqual(null);
});
