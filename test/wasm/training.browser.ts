// Runs in Node (`node --import tsx --test test/wasm/training.browser.ts`), and trains in a real browser.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { bundle } from '../browser/bundle.js';
import { launchChromium, noChromium } from '../browser/chromium.js';
import type { Losses, Threaded } from './trainingPage.js';

const ORIGIN = 'http://127.0.0.1';
const backendFolder = dirname(
  createRequire(import.meta.url).resolve(
    '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
  ),
);
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Calls a function of the script in a worker that has it. */
const inWorker = (call: string) => `new Promise((resolve, reject) => {
  const worker = new Worker('/worker.js');
  worker.onmessage = ({ data: { result, error } }) => error ? reject(new Error(error)) : resolve(result);
  worker.onerror = ({ message }) => reject(new Error(message));
  worker.postMessage(${JSON.stringify(call)});
})`;
const worker = `onmessage = async ({ data: call }) => {
  try {
    postMessage({ result: await eval(call) });
  } catch (error) {
    postMessage({ error: String(error) });
  }
};`;

void describe('training in a browser', { skip: noChromium }, () => {
  let browser: Browser;
  let script: string;
  before(async () => {
    [browser, script] = await Promise.all([
      launchChromium(),
      bundle(new URL('trainingPage.ts', import.meta.url)),
    ]);
  });
  after(() => browser.close());

  /** What the code comes to in a page that has the script. */
  async function evaluate<Result>(isolated: boolean, code: string): Promise<Result> {
    const page: Page = await browser.newPage();
    const headers = isolated ? isolation : {};
    const served: Record<string, string> = { '/page.js': script, '/worker.js': script + worker };
    await page.route(`${ORIGIN}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname.endsWith('.wasm')) return route.fulfill({ path: join(backendFolder, pathname) });
      const body = served[pathname];
      return body == null
        ? route.fulfill({
            body: '<!doctype html><script src="/page.js"></script>',
            contentType: 'text/html',
            headers,
          })
        : route.fulfill({ body, contentType: 'text/javascript', headers });
    });
    await page.goto(ORIGIN);
    const result = await page.evaluate<Result>(code);
    await page.close();
    return result;
  }

  for (const isolated of [false, true]) {
    const which = isolated ? 'an isolated page' : 'a page';

    void test(`${which} trains as on cpu`, async () => {
      const { cpu, wasm, isShared } = await evaluate<Losses>(isolated, 'train()');
      assert.equal(isShared, isolated);
      cpu.forEach((loss, step) => {
        assert.ok(Math.abs(wasm[step] - loss) < 1e-4, `${wasm.join()} is not ${cpu.join()}`);
      });
      assert.ok(wasm[4] < wasm[0]);
    });
  }

  void test('the worker of an isolated page trains on threads, with the bits of one', async () => {
    const one = await evaluate<Threaded>(false, 'trainOnThreads(1)');
    const isolated = await evaluate<Threaded>(true, inWorker('trainOnThreads(1)'));
    assert.deepEqual(isolated, one);
    for (const threads of [2, 5]) {
      const several = await evaluate<Threaded>(true, inWorker(`trainOnThreads(${threads})`));
      assert.deepEqual(several, { threads, losses: one.losses });
    }
  });

  void test('elsewhere there is one thread, and the call says so', async () => {
    const one = await evaluate<Threaded>(false, 'trainOnThreads(1)');
    assert.equal(one.threads, 1);
    assert.deepEqual(await evaluate(false, 'trainOnThreads(2)'), one);
    assert.deepEqual(await evaluate(false, inWorker('trainOnThreads("auto")')), one);
    assert.deepEqual(await evaluate(true, 'trainOnThreads("auto")'), one);
  });
});
