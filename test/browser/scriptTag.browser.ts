// Runs in Node (`npm run test:browser`): loads the built scripts in a real browser as pages and workers without a
// bundler do.
/* eslint-disable @typescript-eslint/no-floating-promises -- the test runner awaits what describe and it return */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import * as tfMaxNorm from 'tfjs-max-norm';
import { launchChromium, noChromium } from './chromium.js';

const ORIGIN = 'http://127.0.0.1';
const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const require = createRequire(import.meta.url);

/** The scripts that a page can load, by their addresses. */
const scripts: Record<string, string> = {
  '/tf.min.js': require.resolve('@tensorflow/tfjs/dist/tf.min.js'),
  '/tf.fesm.min.js': require.resolve('@tensorflow/tfjs/dist/tf.fesm.min.js'),
  '/tf-core.min.js': require.resolve('@tensorflow/tfjs-core/dist/tf-core.min.js'),
  '/tf-layers.min.js': require.resolve('@tensorflow/tfjs-layers/dist/tf-layers.min.js'),
  '/tf-backend-cpu.min.js':
    require.resolve('@tensorflow/tfjs-backend-cpu/dist/tf-backend-cpu.min.js'),
  '/tf-backend-wasm.min.js':
    require.resolve('@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js'),
};

/** Trains under a bound of 0.5 and returns the largest norm. */
const train = `async (tf, { maxNorm, unitNorms }, backend) => {
  await tf.setBackend(backend);
  const ones = { kernelInitializer: 'ones' };
  const kernelConstraint = maxNorm({ maxValue: 0.5 });
  const conv = tf.layers.conv2d({ ...ones, filters: 4, kernelSize: 3, inputShape: [6, 6, 1], kernelConstraint });
  const layers = [conv, tf.layers.flatten(), tf.layers.dense({ ...ones, units: 2 })];
  const model = tf.sequential({ layers });
  model.compile({ optimizer: tf.train.adam(0.5), loss: 'meanSquaredError' });
  await model.fit(tf.ones([8, 6, 6, 1]), tf.fill([8, 2], 100), { epochs: 5, verbose: 0 });
  return (await tf.max(unitNorms(conv.getWeights()[0], [0, 1, 2])).data())[0];
}`;

const tags = (...names: string[]) =>
  names.map((name) => `<script src="/${name}"></script>`).join('');

describe('without a bundler', { skip: noChromium }, () => {
  let browser: Browser;
  let page: Page;
  let errors: string[];

  before(async () => {
    browser = await launchChromium('none');
  });
  after(() => browser?.close());

  async function open(body: string): Promise<void> {
    page = await browser.newPage();
    errors = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.route(`${ORIGIN}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/') {
        return route.fulfill({ body: `<!doctype html>${body}`, contentType: 'text/html' });
      }
      if (pathname.endsWith('.wasm')) {
        return route.fulfill({
          path: join(scripts['/tf-backend-wasm.min.js'], '..', pathname),
        });
      }
      return route.fulfill({
        path: scripts[pathname] ?? join(dist, pathname),
        contentType: 'text/javascript',
      });
    });
    await page.goto(ORIGIN);
  }

  /** Norms are at the bound: it acted, and it was kept. */
  function assertBounded(largest: number): void {
    assert.ok(largest > 0.49 && largest <= 0.5 * (1 + 1e-6), `a norm of ${largest}`);
  }

  it('a <script> after tf.min.js defines tfMaxNorm, with every name of the package', async () => {
    await open(tags('tf.min.js', 'tfjs-max-norm.min.js'));
    const names = await page.evaluate<string[]>('Object.keys(tfMaxNorm)');
    assert.deepEqual(names.sort(), Object.keys(tfMaxNorm).sort());
    assertBounded(await page.evaluate(`(${train})(tf, tfMaxNorm, 'cpu')`));
    await page.close();
  });

  it('the parts of TensorFlow.js do as well', async () => {
    await open(
      tags('tf-core.min.js', 'tf-backend-cpu.min.js', 'tf-layers.min.js', 'tfjs-max-norm.min.js'),
    );
    assert.deepEqual(errors, []);
    assert.equal(
      await page.evaluate('typeof tf.layers.dense(tfMaxNorm.maxNorm() && { units: 1 })'),
      'object',
    );
    await page.close();
  });

  it('the script for wasm adds enableWasmTraining', async () => {
    await open(
      tags(
        'tf.min.js',
        'tf-backend-wasm.min.js',
        'tfjs-max-norm.min.js',
        'tfjs-max-norm-wasm.min.js',
      ),
    );
    await page.evaluate('tf.wasm.setWasmPaths("/"); tfMaxNorm.enableWasmTraining()');
    assertBounded(await page.evaluate(`(${train})(tf, tfMaxNorm, 'wasm')`));
    await page.close();
  });

  it('threads need another script, which the first one names', async () => {
    const others = ['tf.min.js', 'tf-backend-wasm.min.js', 'tfjs-max-norm.min.js'];
    const ask = 'tfMaxNorm.enableWasmTraining({ threads: 2 }).catch(String)';
    await open(tags(...others, 'tfjs-max-norm-wasm.min.js'));
    assert.match(await page.evaluate(ask), /load tfjs-max-norm-wasm-threads\.min\.js in the place/);
    await page.close();
    await open(tags(...others, 'tfjs-max-norm-wasm-threads.min.js'));
    assert.deepEqual(await page.evaluate(ask), { threads: 1 });
    await page.close();
  });

  it('scripts in the wrong order say so', async () => {
    await open(tags('tfjs-max-norm.min.js', 'tf.min.js', 'tfjs-max-norm-wasm.min.js'));
    assert.match(errors[0], /"tf" must be .* put the <script> of tf\.min\.js before/);
    assert.match(errors[1], /"tfMaxNorm" must be .* put the <script> of tfjs-max-norm\.min\.js/);
    await page.close();
  });

  it('a classic worker imports them', async () => {
    await open('');
    const worker = `
      importScripts('${ORIGIN}/tf.min.js', '${ORIGIN}/tfjs-max-norm.min.js');
      (${train})(tf, tfMaxNorm, 'cpu').then(postMessage);`;
    const largest = await page.evaluate<number, string>(
      (code) =>
        new Promise((resolve, reject) => {
          const url = URL.createObjectURL(new Blob([code]));
          const started = new Worker(url);
          started.onmessage = ({ data }) => resolve(data as number);
          started.onerror = ({ message }) => reject(new Error(message));
        }),
      worker,
    );
    assertBounded(largest);
    await page.close();
  });

  it('an import map has the package as ES modules', async () => {
    const imports = {
      '@tensorflow/tfjs': '/tf.fesm.min.js',
      '@tensorflow/tfjs-core': '/tf.fesm.min.js',
      '@tensorflow/tfjs-layers': '/tf.fesm.min.js',
      'tfjs-max-norm': '/esm/index.js',
    };
    await open(`<script type="importmap">${JSON.stringify({ imports })}</script>`);
    const largest = await page.evaluate<number>(`
      Promise.all([import('@tensorflow/tfjs'), import('tfjs-max-norm')])
        .then(([tf, maxNorm]) => (${train})(tf, maxNorm, 'cpu'))`);
    assertBounded(largest);
    await page.close();
  });
});
