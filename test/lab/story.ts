/* eslint-disable @typescript-eslint/no-floating-promises -- node:test awaits its tests itself */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Open } from './lab.js';
import { reachStep, stop, textOf } from './site.js';

export function testStory(open: Open): void {
  describe('the story', () => {
    it('trains at once: the free network comes apart, its twin holds', async () => {
      const { page, problems } = await open({ reducedMotion: 'no-preference' });
      await reachStep(page, 450);
      await stop(page);
      const [bounded, free] = await Promise.all(
        ['with', 'without'].map(async (name) => ({
          right: parseInt(await textOf(page, `#accuracy-${name}`)),
          longest: Number(await textOf(page, `#longest-${name}`)),
        })),
      );
      assert.ok(bounded.right > 70 && free.right < 30, JSON.stringify([bounded, free]));
      assert.ok(bounded.longest === 0.5 && free.longest > 5);
      assert.match(await textOf(page, '#story-verdict'), /gets worse while the other holds/);
      assert.deepEqual(problems, []);
      await page.close();
    });

    it('rests while the page is hidden', async () => {
      const { page } = await open({ reducedMotion: 'no-preference' });
      await reachStep(page, 1);
      await hide(page, true);
      await page.waitForSelector('#train:text-is("Train")');
      const before = await textOf(page, '#steps');
      await page.waitForTimeout(500);
      assert.equal(await textOf(page, '#steps'), before);
      await hide(page, false);
      await page.waitForSelector('#train:text-is("Stop")');
      await page.close();
    });

    it('does not start by itself where the system asks for less motion', async () => {
      const { page } = await open({ reducedMotion: 'reduce' });
      assert.equal(await textOf(page, '#steps'), '');
      assert.equal(await textOf(page, '#train'), 'Train');
      assert.match(await textOf(page, '#story-verdict'), /press Train/);
      await page.close();
    });

    it('has one button in each chapter that does the thing to try', async () => {
      const { page } = await open();
      for (const chapter of await page.locator('main section').all()) {
        assert.ok((await chapter.locator('.try button, .things button').count()) > 0);
      }
      await page.click('[data-try="short"]');
      await reachStep(page, 1);
      assert.equal(await textOf(page, '#c-value'), '0.125');
      await page.close();
    });
  });
}

/** A headless browser shows every page, so the page is told that it is hidden. */
async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}
