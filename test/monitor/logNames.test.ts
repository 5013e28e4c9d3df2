import { logNames } from '../../src/monitor/logNames.js';
import type { NormRow } from '../../src/index.js';

const rows = (...names: [layer: string, weight: string][]) =>
  names.map(([layer, weight]) => ({ layer, weight }) as NormRow);

test('a name is norm, layer and weight', () => {
  expect(logNames(rows(['dense_1', 'kernel']))).toEqual(['norm_dense_1_kernel']);
});

test('names are CSS identifiers whatever a layer is called', () => {
  const odd = ['encoder/dense', 'a.b', '#1', 'größe', 'a b:c', '密', '"'];
  for (const name of logNames(rows(...odd.map((layer): [string, string] => [layer, 'f/kernel'])))) {
    expect(name).toMatch(/^norm_[A-Za-z0-9_-]+$/);
  }
});

test('no two weights have one name', () => {
  const alike = rows(['a', 'b_k'], ['a_b', 'k'], ['a/b', 'k'], ['a_b', 'k_2'], ['a.b', 'k']);
  expect(new Set(logNames(alike)).size).toBe(alike.length);
});
