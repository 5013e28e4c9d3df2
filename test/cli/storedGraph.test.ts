import { selectGraphWeights } from '../../src/cli/storedGraph.js';
import type { StoredModel } from '../../src/cli/storedModel.js';

/** 20,000 products of one kernel behind a chain of 20,000 nodes that hand it on. */
function chained(): StoredModel {
  const length = 20_000;
  const chain = Array.from({ length }, (_, i) => ({
    name: `i${i}`,
    op: 'Identity',
    input: [i + 1 < length ? `i${i + 1}` : 'kernel'],
  }));
  const products = chain.map((_, i) => ({ name: `m${i}`, op: 'MatMul', input: ['x', 'i0:0'] }));
  const spec = { name: 'kernel', shape: [3, 2], dtype: 'float32' };
  return {
    files: { path: 'F', json: { modelTopology: { node: [...products, ...chain] } } },
    weights: [{ spec }],
  } as unknown as StoredModel;
}

test('a kernel behind a chain of nodes is found in time that grows with their number', () => {
  expect(selectGraphWeights(chained(), null)).toMatchObject([
    { layer: '.', name: 'kernel', axes: [0] },
  ]);
});

test('nodes in a circle are no kernel', () => {
  const model = chained();
  const { node } = model.files.json.modelTopology as unknown as { node: { input: string[] }[] };
  node[node.length - 1].input = ['i0'];
  expect(() => selectGraphWeights(model, null)).toThrow('no weight is used as a kernel');
});
