// Runs in Node (`node --import tsx --test test/layers/dilatedGradient.browser.ts`), and on WebGL in a real browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundle } from '../browser/bundle.js';
import { launchChromium, noChromium } from '../browser/chromium.js';

void test('the gradient of a dilated convolution on WebGL', { skip: noChromium }, async () => {
  const [browser, script] = await Promise.all([
    launchChromium(),
    bundle(new URL('dilatedGradientPage.ts', import.meta.url)),
  ]);
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: script });
    const { errors, left } = await page.evaluate<{ errors: number[]; left: number }>(
      'dilatedGradients()',
    );
    assert.ok(Math.max(...errors) <= 1e-5, `got ${errors.join(', ')}`);
    assert.equal(left, 0);
  } finally {
    await browser.close();
  }
});
