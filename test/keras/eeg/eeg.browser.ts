// Runs in Node (`node --import tsx --test test/keras/eeg/eeg.browser.ts`), and loads and trains in a real browser.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../browser/bundle.js';
import { launchChromium, noChromium } from '../../browser/chromium.js';
import type { Outcome } from './page.js';

const ORIGIN = 'http://127.0.0.1';
const here = dirname(fileURLToPath(import.meta.url));
const backendFolder = dirname(
  createRequire(import.meta.url).resolve(
    '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
  ),
);
/** Both as Keras saved them: make.py, and examples/eegnet/build.py. */
const files: Record<string, string> = {
  DeepConvNet: join(here, 'DeepConvNet.keras'),
  EEGNet: join(here, '../../../examples/eegnet/eegnet.keras'),
};

void test(
  'networks of EEG load, predict and train in a browser',
  { skip: noChromium },
  async (t) => {
    const [browser, script] = await Promise.all([
      launchChromium(),
      bundle(new URL('page.ts', import.meta.url)),
    ]);
    try {
      for (const backend of ['wasm', 'webgl']) {
        for (const [name, file] of Object.entries(files)) {
          await t.test(`${name} on ${backend}`, async () => {
            const page = await browser.newPage();
            await page.route(`${ORIGIN}/**`, (route) => {
              const { pathname } = new URL(route.request().url());
              if (pathname.endsWith('.wasm')) {
                return route.fulfill({ path: join(backendFolder, pathname) });
              }
              if (pathname.endsWith('.keras')) return route.fulfill({ path: file });
              return route.fulfill({ body: '<!doctype html>', contentType: 'text/html' });
            });
            await page.goto(ORIGIN);
            await page.addScriptTag({ content: script });
            const recorded = readFileSync(join(here, `${name}.json`), 'utf8');
            const { difference, losses, norms, tensorsLeft } = await page.evaluate<Outcome>(
              `walk('${backend}', '${name}', ${recorded})`,
            );
            await page.close();
            assert.ok(difference <= 1e-5 * 2, `predictions differ by ${difference}`);
            assert.ok(losses.every(Number.isFinite), losses.join());
            // The steps are large enough that a weight is at its bound.
            const most = Math.max(...norms);
            assert.ok(most > 0.999999 && most <= 1 + 1e-6, `norms in units of c: ${norms.join()}`);
            assert.equal(tensorsLeft, 0);
          });
        }
      }
    } finally {
      await browser.close();
    }
  },
);
