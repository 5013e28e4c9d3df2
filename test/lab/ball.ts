/* eslint-disable @typescript-eslint/no-floating-promises -- node:test awaits its tests itself */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Open } from './lab.js';
import { textOf } from './site.js';

export function testBall(open: Open): void {
  describe('the ball', () => {
    it('keeps the weight vector, whatever pushes it', async () => {
      const { page, problems } = await open();
      const handle = page.locator('#ball-max-norm .handle');
      await handle.focus();
      for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowUp');
      assert.equal(await handle.getAttribute('aria-valuenow'), '1.75');
      await page.fill('#ball-c', '1');
      assert.equal(await handle.getAttribute('aria-valuenow'), '1.00');
      await handle.scrollIntoViewIfNeeded();
      const box = (await page.locator('#ball-max-norm svg').boundingBox())!;
      const dot = (await handle.boundingBox())!;
      await page.mouse.move(dot.x + dot.width / 2, dot.y + dot.height / 2);
      await page.mouse.down();
      await page.mouse.move(box.x + 5, box.y + box.height / 2, { steps: 5 });
      await page.mouse.up();
      assert.match((await handle.getAttribute('aria-valuetext'))!, /^-1\.00, /);
      await page.click('#ball-step');
      assert.match(await textOf(page, '#ball-max-norm .reading'), /took ‖w‖ from 1.00 to/);
      assert.deepEqual(problems, []);
      await page.close();
    });

    it('stops by itself when a run has arrived', async () => {
      const { page } = await open();
      await page.click('#ball-try');
      assert.equal(await textOf(page, '#ball-run'), 'Stop');
      await page.waitForSelector('#ball-run:text-is("Run")');
      const handle = page.locator('#ball-max-norm .handle');
      assert.equal(await handle.getAttribute('aria-valuenow'), '1.75');
      await page.close();
    });
  });
}
