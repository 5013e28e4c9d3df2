/* eslint-disable @typescript-eslint/no-floating-promises -- node:test awaits its tests itself */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Open } from './lab.js';
import { assertWithin, save } from './savedModel.js';
import { textOf, trainTo } from './site.js';

export function testTwins(open: Open): void {
  describe('the twins', () => {
    for (const [backend, network, steps] of [
      ['wasm', 'mlp', 40],
      ['wasm', 'cnn', 10],
      ['webgl', 'mlp', 3],
    ] as const) {
      it(`are one where c is out of reach, dropout and all: ${network} on ${backend}`, async () => {
        const hash = `c=256&dropout=0.5&rate=0.1&network=${network}&backend=${backend}`;
        const { page, problems } = await open({ hash, gpu: backend === 'webgl' });
        await trainTo(page, steps);
        const [bounded, free] = [await save(page), await save(page, '#save-twin')];
        assert.ok(bounded.weights.equals(free.weights), 'the weights differ');
        assert.match(await textOf(page, '#story-verdict'), /the same, to the last digit/);
        assert.deepEqual(problems, []);
        await page.close();
      });
    }

    it('start from the same weights and part where c is in reach', async () => {
      const { page, problems } = await open({ hash: 'c=2&dropout=0.5' });
      const start = [await save(page), await save(page, '#save-twin')];
      assert.ok(start[0].weights.equals(start[1].weights), 'the initial weights differ');
      await trainTo(page, 40);
      const [bounded, free] = [await save(page), await save(page, '#save-twin')];
      assertWithin(bounded, 2);
      assert.ok(Math.max(...free.norms) > 2.5);
      assert.deepEqual([bounded.bounds.length, free.bounds.length], [3, 0]);
      // A seed in the file would drop the same units at every step of whoever trains on.
      assert.deepEqual([bounded.rates, bounded.seeds], [[0.5, 0.5], []]);
      assert.deepEqual(problems, []);
      await page.close();
    });
  });
}
