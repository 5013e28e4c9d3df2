/* eslint-disable @typescript-eslint/no-floating-promises -- node:test awaits its tests itself */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Open } from './lab.js';
import { save } from './savedModel.js';
import { textOf, trainTo } from './site.js';

export function testUnits(open: Open): void {
  describe('the units', () => {
    it('are dots that the keyboard reaches, each with its norm and its weights', async () => {
      const { page, problems } = await open({ hash: 'network=wide' });
      await trainTo(page, 10);
      const disc = page.locator('#disc-with');
      assert.equal(await disc.getAttribute('aria-valuemax'), '511');
      const first = await pictureOf(page, '#image-without');
      await disc.focus();
      for (const key of ['End', 'ArrowLeft', 'PageDown']) await page.keyboard.press(key);
      await page.waitForSelector('#unit-without:has-text("Unit 500:")');
      await page.waitForFunction(
        (before) =>
          document.querySelector<HTMLCanvasElement>('#image-without')!.toDataURL() !== before,
        first,
      );
      const { norms } = await save(page, '#save-twin');
      assert.match(await textOf(page, '#unit-without'), normOf(norms[500]));
      assert.match(await textOf(page, '#unit-with'), /norm 0\.5, turned by \d+°/);

      await page.selectOption('#layer', { index: 2 });
      assert.equal(await disc.getAttribute('aria-valuemax'), '9');
      assert.match(await textOf(page, '#unit-without'), normOf(norms[1024]));
      assert.deepEqual(problems, []);
      await page.close();
    });

    it('show themselves to the pointer', async () => {
      const { page } = await open();
      await trainTo(page, 5);
      await page.click('#longest');
      const longest = /Unit \d+: norm ([\d.]+)/.exec(await textOf(page, '#unit-without'))![1];
      assert.equal(longest, longestOf(await save(page, '#save-twin'), 256));
      // On the way from the centre to the top, where units start, the pointer meets one.
      const disc = page.locator('#disc-without');
      await disc.scrollIntoViewIfNeeded();
      const { x, y, width } = (await disc.boundingBox())!;
      const before = await textOf(page, '#unit-without');
      for (let turn = -3; turn <= 3; turn++) {
        await page.mouse.move(x + width / 2, y + width / 2);
        await page.mouse.move(x + width / 2 + (turn * width) / 7, y, { steps: 40 });
      }
      assert.notEqual(await textOf(page, '#unit-without'), before);
      await page.close();
    });
  });
}

function normOf(norm: number): RegExp {
  return new RegExp(`norm ${Number(norm.toPrecision(3))},`);
}

function longestOf({ norms }: { norms: number[] }, units: number): string {
  return String(Number(Math.max(...norms.slice(0, units)).toPrecision(3)));
}

function pictureOf(page: Page, canvas: string): Promise<string> {
  return page.locator(canvas).evaluate((element: HTMLCanvasElement) => element.toDataURL());
}
