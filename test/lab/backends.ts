/* eslint-disable @typescript-eslint/no-floating-promises -- node:test awaits its tests itself */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Open } from './lab.js';
import { assertWithin, save } from './savedModel.js';
import { reachStep, stop, textOf, trainTo } from './site.js';

const TITLES = { wasm: 'WebAssembly', webgl: 'WebGL', webgpu: 'WebGPU', cpu: 'JavaScript' };

export function testBackends(open: Open): void {
  describe('backends', () => {
    // The CNN on WebGL takes minutes where the processor does the drawing.
    for (const [network, backend, steps] of [
      ['mlp', 'wasm', 30],
      ['cnn', 'wasm', 10],
      ['mlp', 'webgl', 2],
      ['mlp', 'webgpu', 1],
      ['mlp', 'cpu', 1],
    ] as const) {
      it(`${backend} trains the ${network} within c`, async () => {
        const { page, problems } = await open({
          hash: `network=${network}&backend=${backend}`,
          gpu: backend.startsWith('webg'),
        });
        await trainTo(page, steps);
        assert.match(await textOf(page, '#status'), new RegExp(`On ${TITLES[backend]}`));
        assertWithin(await save(page), 0.5);
        assert.deepEqual(problems, []);
        await page.close();
      });
    }

    it('go on with the weights of the one before, and the later choice wins', async () => {
      const { page, problems } = await open({ gpu: true });
      await trainTo(page, 20);
      const before = await save(page);
      await page.selectOption('#backend', 'webgl');
      await page.selectOption('#backend', 'webgpu');
      await page.selectOption('#backend', 'cpu');
      await page.waitForSelector('#status:has-text("On JavaScript")');
      assert.equal(await page.inputValue('#backend'), 'cpu');
      assert.ok((await save(page)).weights.equals(before.weights));
      assert.deepEqual(problems, []);
      await page.close();
    });

    it('say what they are doing, while every control stays usable', async () => {
      const { page } = await open({ hash: 'backend=cpu', gpu: true });
      await page.evaluate(() => {
        const said: string[] = (window.said = []);
        new MutationObserver(() =>
          said.push(document.querySelector('#status')!.textContent),
        ).observe(document.querySelector('#status')!, { childList: true });
      });
      await page.click('#train');
      await page.selectOption('#backend', 'webgl');
      assert.equal(await page.locator(':disabled:not(option)').count(), 0);
      await page.waitForFunction(() => window.said.includes('First step on WebGL …'));
      const said = await page.evaluate(() => window.said);
      assert.ok(said.includes('First step on JavaScript (cpu) …'), said.join());
      assert.ok(said.includes('Starting WebGL …'), said.join());
      await page.close();
    });

    it('that do not start say why, and the one before goes on', async () => {
      const { page } = await open({ gpu: true });
      await trainTo(page, 5);
      const before = await save(page);
      await page.workers()[0].evaluate(() => {
        OffscreenCanvas.prototype.getContext = () => null;
      });
      await page.selectOption('#backend', 'webgl');
      await page.waitForSelector('#problem:has-text("WebAssembly goes on")');
      assert.match(await textOf(page, '#problem'), /WebGL/);
      await page.waitForSelector('#status:has-text("On WebAssembly")');
      assert.equal(await page.inputValue('#backend'), 'wasm');
      assert.ok((await save(page)).weights.equals(before.weights));
      await page.close();
    });

    it('that break while they train are left for another', async () => {
      const { page } = await open({ hash: 'backend=webgl', gpu: true });
      await page.workers()[0].evaluate(() => {
        WebGL2RenderingContext.prototype.drawElements = () => {
          throw new Error('the graphics card is gone');
        };
      });
      await page.click('#train');
      await page.waitForSelector('#problem:has-text("WebGL failed: the graphics card is gone")');
      await reachStep(page, 10);
      await stop(page);
      assert.match(await textOf(page, '#status'), /On WebAssembly/);
      assertWithin(await save(page), 0.5);
      await page.close();
    });

    it('that are missing are named with the reason, and another trains', async () => {
      const { page, problems } = await open();
      const missing = await textOf(page, '#missing');
      assert.match(missing, /No WebGPU: \w+/);
      assert.match(missing, /No WebGL: this browser gives no WebGL 2 context\./);
      await trainTo(page, 5);
      assert.match(await textOf(page, '#status'), /On WebAssembly/);
      assert.deepEqual(problems, []);
      await page.close();
    });
  });
}

declare global {
  interface Window {
    /** What the status said, one after another. */
    said: string[];
  }
}
