/* eslint-disable @typescript-eslint/no-floating-promises -- node:test awaits its tests itself */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Open } from './lab.js';
import { ready, textOf } from './site.js';

export function testAddress(open: Open): void {
  describe('the address', () => {
    it('keeps the settings over reload, Back, and a link that is sent', async () => {
      const { page, problems } = await open();
      await page.fill('#dropout', '0.3');
      await page.selectOption('#architecture', 'wide');
      await page.selectOption('#digits', '250');
      await page.selectOption('#backend', 'cpu');
      const all = ['0.5', '0.30', '0.4', 'wide', '250', 'cpu'];
      await page.waitForSelector('#status:has-text("JavaScript")');
      assert.deepEqual(await settingsOf(page), all);

      await page.reload();
      await ready(page);
      assert.deepEqual(await settingsOf(page), all);

      const link = new URL(page.url()).hash.slice(1);
      const { page: other } = await open({ hash: link });
      assert.deepEqual(await settingsOf(other), all);
      await other.close();

      await page.goBack();
      await page.goBack();
      await page.waitForFunction(
        () => document.querySelector<HTMLSelectElement>('#digits')!.value === '1000',
      );
      await page.waitForSelector('#norms:has-text("512 units")');
      await page.goBack();
      await page.waitForSelector('#norms:has-text("256 units")');
      assert.deepEqual((await settingsOf(page)).slice(0, 5), ['0.5', '0.30', '0.4', 'mlp', '1000']);
      assert.deepEqual(problems, []);
      await page.close();
    });

    it('is left alone by the links to chapters', async () => {
      const { page } = await open({ hash: 'c=2' });
      await page.click('nav a:text-is("Draw")');
      assert.match(page.url(), /#c=2$/);
      assert.equal(await page.evaluate(() => document.activeElement!.id), 'draw');
      await page.close();
    });
  });
}

async function settingsOf(page: Page): Promise<string[]> {
  return Promise.all([
    textOf(page, '#c-value'),
    textOf(page, '#dropout-value'),
    textOf(page, '#rate-value'),
    page.inputValue('#architecture'),
    page.inputValue('#digits'),
    page.inputValue('#backend'),
  ]);
}
