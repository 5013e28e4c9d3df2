// Runs in Node (`node --import tsx --test test/wasm/training.browser.ts`), and trains in a real browser.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { bundle } from '../browser/bundle.js';
import { launchChromium, noChromium } from '../browser/chromium.js';
import type { Losses } from './trainingPage.js';

const ORIGIN = 'http://127.0.0.1';
const backendFolder = dirname(
  createRequire(import.meta.url).resolve(
    '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
  ),
);

void test(
  'trains in a browser as on cpu, with and without threads',
  {
    skip: noChromium,
  },
  async () => {
    const [browser, script] = await Promise.all([
      launchChromium(),
      bundle(new URL('trainingPage.ts', import.meta.url)),
    ]);
    try {
      for (const isolated of [false, true]) {
        const page = await browser.newPage();
        const headers: Record<string, string> = isolated
          ? {
              'Cross-Origin-Opener-Policy': 'same-origin',
              'Cross-Origin-Embedder-Policy': 'require-corp',
            }
          : {};
        await page.route(`${ORIGIN}/**`, (route) => {
          const { pathname } = new URL(route.request().url());
          if (pathname.endsWith('.wasm')) {
            return route.fulfill({ path: join(backendFolder, pathname) });
          }
          return route.fulfill({ body: '<!doctype html>', contentType: 'text/html', headers });
        });
        await page.goto(ORIGIN);
        await page.addScriptTag({ content: script });
        const { cpu, wasm, isShared } = await page.evaluate<Losses>('train()');
        await page.close();
        assert.equal(isShared, isolated);
        cpu.forEach((loss, step) => {
          assert.ok(Math.abs(wasm[step] - loss) < 1e-4, `${wasm.join()} is not ${cpu.join()}`);
        });
        assert.ok(wasm[4] < wasm[0]);
      }
    } finally {
      await browser.close();
    }
  },
);
