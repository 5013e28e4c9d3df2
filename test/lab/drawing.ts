/* eslint-disable @typescript-eslint/no-floating-promises -- node:test awaits its tests itself */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Open } from './lab.js';
import { textOf, trainTo } from './site.js';

export function testDrawing(open: Open): void {
  describe('the drawing', () => {
    it('begins with a digit and what the networks take it for', async () => {
      const { page } = await open();
      assert.match(await textOf(page, '#verdict'), /With max-norm: a \d \(\d+ %\)\. Without: a \d/);
      await page.close();
    });

    it('is predicted, by mouse and by keyboard', async () => {
      const { page, problems } = await open({ hash: 'rate=0.1' });
      await trainTo(page, 200);
      await page.click('#clear');
      await page.waitForSelector('#verdict:has-text("Draw a digit.")');
      await drawOne(page);
      await page.waitForSelector('#verdict:has-text("With max-norm: a 1")');
      await page.click('#clear');
      await page.waitForSelector('#verdict:has-text("Draw a digit.")');

      await page.focus('#drawing');
      await page.keyboard.press(' ');
      for (let i = 0; i < 15; i++) await page.keyboard.press('ArrowDown');
      await page.waitForSelector('#verdict:has-text("With max-norm: a 1")');
      await page.click('#clear');
      await page.click('#unseen');
      await page.waitForSelector('#verdict:has-text("With max-norm: a ")');
      assert.deepEqual(problems, []);
      await page.close();
    });

    it('follows a finger', async () => {
      const { page } = await open({ hasTouch: true, viewport: { width: 360, height: 740 } });
      await page.click('#clear');
      await page.locator('#drawing').scrollIntoViewIfNeeded();
      await page.tap('#drawing');
      await page.waitForSelector('#verdict:has-text("With max-norm: a ")');
      await page.close();
    });
  });
}

async function drawOne(page: Page): Promise<void> {
  await page.locator('#drawing').scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await page.locator('#drawing').boundingBox())!;
  await page.mouse.move(x + width / 2, y + height / 5);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + (4 * height) / 5, { steps: 8 });
  await page.mouse.up();
}
