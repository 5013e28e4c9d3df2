// Runs in Node (`npm run test:browser`): bundles page.ts and opens it in a real browser, once for each backend.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { bundle } from './bundle.js';
import { launchChromium, noChromium } from './chromium.js';
import { assertReport } from '../support/assertReport.js';
import type { PageReport } from './page.js';

const ORIGIN = 'http://127.0.0.1';
const wasmFiles = dirname(
  createRequire(import.meta.url).resolve(
    '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
  ),
);
/** They let a page share memory between threads: tfjs then takes its threaded build of wasm. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

let browser: Browser;
let script: string;

before(async () => {
  if (noChromium) return;
  [browser, script] = await Promise.all([
    launchChromium(),
    bundle(new URL('page.ts', import.meta.url)),
  ]);
});

after(() => browser?.close());

const cases: [title: string, backend: string, headers: Record<string, string>][] = [
  ['cpu', 'cpu', {}],
  ['wasm', 'wasm', {}],
  ['wasm with threads', 'wasm', isolation],
  ['webgl', 'webgl', {}],
  ['webgpu', 'webgpu', {}],
];

for (const [title, backend, headers] of cases) {
  void test(`projects and trains on ${title}`, { skip: noChromium }, async () => {
    const page = await openPage(headers);
    const report = await page.evaluate<PageReport, string>(
      (name) => (globalThis as unknown as { runOn(name: string): Promise<PageReport> }).runOn(name),
      backend,
    );
    await page.close();
    assertReport(report);
    assert.equal(report.isThreaded, headers === isolation);
  });
}

async function openPage(headers: Record<string, string>): Promise<Page> {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error));
  await page.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname.endsWith('.wasm')) return route.fulfill({ path: join(wasmFiles, pathname) });
    if (pathname === '/page.js') {
      return route.fulfill({ body: script, contentType: 'text/javascript', headers });
    }
    const body = '<!doctype html><script src="/page.js"></script>';
    return route.fulfill({ body, contentType: 'text/html', headers });
  });
  await page.goto(ORIGIN);
  return page;
}
