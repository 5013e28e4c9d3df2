/* eslint-disable @typescript-eslint/no-floating-promises -- node:test awaits its tests itself */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Open } from './lab.js';
import { stop, textOf, trainTo } from './site.js';

export function testShuffle(open: Open): void {
  describe('shuffled pixels', () => {
    it('are a new task, by hand', async () => {
      const { page, problems } = await open({ hash: 'rate=0.05' });
      await trainTo(page, 150);
      const before = { right: await rightWith(page), digit: await seen(page) };
      await page.click('#shuffle');
      await page.waitForFunction(
        (digit) => document.querySelector<HTMLCanvasElement>('#seen')!.toDataURL() !== digit,
        before.digit,
      );
      assert.ok((await rightWith(page)) < before.right - 30, 'the task is the old one');
      await trainTo(page, 200);
      assert.match(
        await textOf(page, '#shuffle-verdict'),
        /shuffle 1, so far: with max-norm \d+ % → \d+ %/,
      );
      assert.deepEqual(problems, []);
      await page.close();
    });

    it('are learned worse and worse without the bound, and as well as ever with it', async () => {
      const { page, problems } = await open();
      await page.click('[data-try="plasticity"]');
      await page.waitForFunction(() =>
        /shuffle ([89]|\d\d)/.test(document.querySelector('#shuffle-verdict')!.textContent),
      );
      await stop(page);
      const text = await textOf(page, '#shuffle-verdict');
      const [start, bounded, freeStart, free] = [...text.matchAll(/(\d+) %/g)].map(([, n]) =>
        Number(n),
      );
      assert.ok(bounded > start - 15 && free < freeStart - 15 && free < bounded - 15, text);
      assert.deepEqual(problems, []);
      await page.close();
    });
  });
}

async function rightWith(page: Page): Promise<number> {
  return parseInt(await textOf(page, '#accuracy-with'));
}

function seen(page: Page): Promise<string> {
  return page.locator('#seen').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
}
