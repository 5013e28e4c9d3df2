// Runs in Node (`node --import tsx --test test/browser/policy.browser.ts`), in a real browser.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { before, after, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { bundle } from './bundle.js';
import { launchChromium, noChromium } from './chromium.js';
import type { Outcome } from './policyPage.js';

const ORIGIN = 'http://127.0.0.1';
const backendFolder = dirname(
  createRequire(import.meta.url).resolve(
    '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
  ),
);

void describe('under a strict Content-Security-Policy', { skip: noChromium }, () => {
  let browser: Browser;
  let script: string;
  before(async () => {
    [browser, script] = await Promise.all([
      launchChromium('none'),
      bundle(new URL('policyPage.ts', import.meta.url)),
    ]);
  });
  after(() => browser.close());

  /** What the page prints: under the policy it can be asked nothing. */
  async function outcomeUnder(scriptSources: string): Promise<Outcome> {
    const page = await browser.newPage();
    const headers = {
      'Content-Security-Policy': `default-src 'self'; script-src ${scriptSources}`,
    };
    await page.route(`${ORIGIN}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname.endsWith('.wasm')) return route.fulfill({ path: join(backendFolder, pathname) });
      return pathname === '/page.js'
        ? route.fulfill({ body: script, contentType: 'text/javascript; charset=utf-8' })
        : route.fulfill({
            body: '<!doctype html><script src="/page.js"></script>',
            contentType: 'text/html',
            headers,
          });
    });
    const printed = page.waitForEvent('console', {
      predicate: (message) => message.text().startsWith('{'),
    });
    await page.goto(ORIGIN);
    const outcome = JSON.parse((await printed).text()) as Outcome;
    await page.close();
    return outcome;
  }

  void test('the bound is kept on cpu, and what needs WebAssembly says what to allow', async () => {
    const { norm, errors } = await outcomeUnder("'self'");
    assert.ok(norm <= 0.5 * (1 + 1e-6) && norm > 0.49, `norm ${norm}`);
    for (const caller of ['enableWasmTraining', 'saveKeras', 'loadKeras'] as const) {
      assert.match(errors[caller] ?? '', new RegExp(`^Error: ${caller}: .*'wasm-unsafe-eval'`));
    }
  });

  void test("'wasm-unsafe-eval' is all that it needs", async () => {
    const { norm, errors } = await outcomeUnder("'self' 'wasm-unsafe-eval'");
    assert.ok(norm <= 0.5 * (1 + 1e-6) && norm > 0.49, `norm ${norm}`);
    assert.deepEqual(errors, { enableWasmTraining: null, saveKeras: null, loadKeras: null });
  });
});
