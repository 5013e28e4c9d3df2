// Runs in Node (`npm run test:browser`): draws the logs of a training with the real tfjs-vis, which npm fetches.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launchChromium, noChromium } from './chromium.js';

const TFJS_VIS = '@tensorflow/tfjs-vis@1.5.1';

/** Too large to be installed for one test. */
function fetchTfjsVis(folder: string): string | undefined {
  const stdio = ['ignore', 'pipe', 'ignore'] as const;
  try {
    const args = ['pack', TFJS_VIS, '--silent', '--pack-destination', folder];
    const name = execFileSync('npm', args, { encoding: 'utf8', stdio: [...stdio] }).trim();
    execFileSync('tar', ['-xzf', join(folder, name), '-C', folder]);
    return join(folder, 'package/dist/tfjs-vis.umd.min.js');
  } catch {
    return undefined;
  }
}

void test(
  'tfjs-vis draws what the monitor and the schedule log',
  { skip: noChromium },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'tfjs-vis-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const tfjsVis = fetchTfjsVis(folder);
    if (tfjsVis == null) return t.skip(`${TFJS_VIS} cannot be fetched here`);
    const browser = await launchChromium('none');
    t.after(() => browser.close());
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    for (const path of [
      createRequire(import.meta.url).resolve('@tensorflow/tfjs/dist/tf.min.js'),
      tfjsVis,
      fileURLToPath(new URL('../../dist/tfjs-max-norm.min.js', import.meta.url)),
    ]) {
      await page.addScriptTag({ path });
    }
    const charts = await page.evaluate<number>(`(async () => {
    await tf.setBackend('cpu');
    const { maxNorm, maxNormSchedule, normMonitor } = tfMaxNorm;
    const bound = maxNorm();
    const name = 'block.1/dense-3';
    const layer = tf.layers.dense({ name, units: 4, inputShape: [3], kernelConstraint: bound });
    const model = tf.sequential({ layers: [layer] });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const metrics = ['loss', 'norm_block_1_dense-3_kernel_max', 'max_norm'];
    const surface = document.body.appendChild(document.createElement('div'));
    await model.fit(tf.ones([8, 3]), tf.ones([8, 4]), {
      epochs: 3,
      verbose: 0,
      callbacks: [
        normMonitor(),
        maxNormSchedule(bound, (epoch) => 3 - epoch),
        new tf.CustomCallback(tfvis.show.fitCallbacks(surface, metrics, { callbacks: ['onEpochEnd'] })),
      ],
    });
    return surface.querySelectorAll('canvas, svg.marks').length;
  })()`);
    assert.deepEqual(errors, []);
    assert.equal(charts, 3);
  },
);
