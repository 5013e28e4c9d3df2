// Runs in Node (`node --import tsx --test test/keras/exchange.browser.ts`), and exchanges in a real browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundle } from '../browser/bundle.js';
import { launchChromium, noChromium } from '../browser/chromium.js';
import type { Exchange } from './exchangePage.js';

void test('saves and loads .keras bytes in a browser', { skip: noChromium }, async () => {
  const [browser, script] = await Promise.all([
    launchChromium(),
    bundle(new URL('exchangePage.ts', import.meta.url)),
  ]);
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: script });
    const { before, after, config, refused } = await page.evaluate<Exchange>('exchange()');
    assert.deepEqual(after, before);
    assert.deepEqual(config, { className: 'MaxNorm', config: { maxValue: 0.5, axis: [0] } });
    assert.match(refused, /saveKeras: only Node can write to a path, got 'model\.keras'/);
  } finally {
    await browser.close();
  }
});
