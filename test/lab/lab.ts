// Drives the built lab in a real browser: `npm run test:lab`.
/* eslint-disable @typescript-eslint/no-floating-promises -- node:test awaits its tests itself */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchChromium, noChromium } from '../browser/chromium.js';
import { openLab, serveLab, type Site, trainTo } from './site.js';

/** A c of the slider, as 2 ** position. */
const POSITION_OF_HALF = '-1';

describe('the lab', { skip: noChromium }, () => {
  let site: Site;
  let browser: Browser;
  let folder: string;

  before(async () => {
    site = await serveLab();
    browser = await launchChromium();
    folder = await mkdtemp(join(tmpdir(), 'lab-models-'));
  });

  after(async () => {
    await browser.close();
    await site.close();
    await rm(folder, { recursive: true });
  });

  // The CNN on WebGL takes minutes where the processor does the drawing.
  for (const [architecture, backend, steps] of [
    ['mlp', 'wasm', 50],
    ['cnn', 'wasm', 50],
    ['mlp', 'webgl', 50],
    ['cnn', 'webgl', 1],
    ['mlp', 'webgpu', 50],
    ['mlp', 'cpu', 5],
    ['cnn', 'cpu', 1],
  ] as const) {
    it(`trains the ${architecture} on ${backend} within c, steps: ${steps}`, async () => {
      const { page, problems } = await openLab(browser, site);
      await page.selectOption('#backend', backend);
      await page.waitForSelector('#controls:enabled');
      await page.selectOption('#architecture', architecture);
      await page.fill('#c', POSITION_OF_HALF);
      await trainTo(page, steps);
      assert.match(await textOf(page, '#status'), new RegExp(`[\\d.]+ ms a step on ${backend}`));
      const saved = await save(page, folder);
      assertWithin(saved, 0.5);
      assert.deepEqual(problems, []);
      await page.close();
    });
  }

  it('acts on the sliders while it trains', async () => {
    const { page, problems } = await openLab(browser, site);
    await trainTo(page, 30);
    const before = await save(page, folder);
    assert.ok(Math.max(...before.norms) > 0.5);
    await page.click('#train');
    await page.fill('#c', POSITION_OF_HALF);
    await page.fill('#dropout', '0.6');
    await trainedOn(page);
    const after = await save(page, folder);
    assertWithin(after, 0.5);
    assert.deepEqual([...new Set(after.bounds)], [0.5]);
    assert.deepEqual([...new Set(after.rates)], [0.6]);
    await page.click('#train');
    assert.deepEqual(problems, []);
    await page.close();
  });

  it('predicts what is drawn, by pointer and by keyboard', async () => {
    const { page, problems } = await openLab(browser, site);
    await trainTo(page, 200);
    assert.equal(await textOf(page, '#verdict'), 'Draw a digit.');

    await drawOne(page);
    await page.waitForSelector('#verdict:has-text("With max-norm: a 1")');
    await page.click('#clear');
    await page.waitForSelector('#verdict:has-text("Draw a digit.")');

    await page.focus('#drawing');
    await page.keyboard.press(' ');
    for (let i = 0; i < 15; i++) await page.keyboard.press('ArrowDown');
    await page.waitForSelector('#verdict:has-text("With max-norm: a 1")');
    await page.click('#clear');
    await page.click('#unseen');
    await page.waitForSelector('#verdict:has-text("With max-norm: a ")');
    assert.deepEqual(problems, []);
    await page.close();
  });

  it('saves the model and loads it back, with its bound and its dropout', async () => {
    const { page, problems } = await openLab(browser, site);
    await page.fill('#c', POSITION_OF_HALF);
    await page.fill('#dropout', '0.4');
    await trainTo(page, 30);
    const saved = await save(page, folder);

    await page.fill('#c', '1');
    await page.fill('#dropout', '0');
    await page.selectOption('#architecture', 'cnn');
    await page.waitForSelector('#norms:has-text("conv_1")');
    await page.setInputFiles('#load', saved.files);
    await page.waitForSelector('#norms:has-text("hidden_2")');
    assert.equal(await page.inputValue('#c'), POSITION_OF_HALF);
    assert.equal(await page.inputValue('#dropout'), '0.4');
    assert.deepEqual((await save(page, folder)).weights, saved.weights);

    await trainTo(page, 10);
    assertWithin(await save(page, folder), 0.5);
    assert.deepEqual(problems, []);
    await page.close();
  });

  it('says what is wrong with files that are no model', async () => {
    const { page } = await openLab(browser, site);
    await page.setInputFiles('#load', {
      name: 'notes.bin',
      mimeType: 'text/plain',
      buffer: Buffer.from('no model'),
    });
    await page.waitForSelector('#problem:has-text("choose the .json file and the .bin file")');
    await page.close();
  });

  it('goes on with the same weights on another backend', async () => {
    const { page, problems } = await openLab(browser, site);
    await trainTo(page, 20);
    const before = await save(page, folder);
    await page.selectOption('#backend', 'cpu');
    await page.waitForSelector('#status:has-text("on cpu")');
    assert.deepEqual((await save(page, folder)).weights, before.weights);
    assert.deepEqual(problems, []);
    await page.close();
  });

  it('trains a twin without max-norm from the same weights', async () => {
    const { page, problems } = await openLab(browser, site);
    await page.check('#twin');
    await page.fill('#c', POSITION_OF_HALF);
    await trainTo(page, 20);
    const captions = await page.locator('#norms figcaption').allTextContents();
    for (const caption of captions) {
      const [, bounded, free] = /largest ([\d.]+).*without ([\d.]+)/.exec(caption)!.map(Number);
      assert.ok(bounded <= 0.5 && free > 1, caption);
    }
    await page.click('#reset');
    await page.waitForSelector('#status:has-text("Ready on wasm")');
    assert.deepEqual(problems, []);
    await page.close();
  });

  it('keeps the weight vector in the ball, whatever pushes it', async () => {
    const { page, problems } = await openLab(browser, site);
    const handle = page.locator('#ball-max-norm .handle');
    await handle.focus();
    for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowUp');
    assert.equal(await handle.getAttribute('aria-valuenow'), '1.75');
    await page.fill('#ball-c', '1');
    assert.equal(await handle.getAttribute('aria-valuenow'), '1.00');
    await handle.scrollIntoViewIfNeeded();
    const box = (await page.locator('#ball-max-norm svg').boundingBox())!;
    const dot = (await handle.boundingBox())!;
    await page.mouse.move(dot.x + dot.width / 2, dot.y + dot.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 5, box.y + box.height / 2, { steps: 5 });
    await page.mouse.up();
    assert.match((await handle.getAttribute('aria-valuetext'))!, /^-1\.00, /);
    await page.click('#ball-step');
    assert.match(await textOf(page, '#ball-max-norm .reading'), /took ‖w‖ from 1.00 to/);
    assert.deepEqual(problems, []);
    await page.close();
  });

  it('fits the width of a phone', async () => {
    const { page } = await openLab(browser, site, { viewport: { width: 360, height: 740 } });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    await page.close();
  });

  it('says which backends are missing and why, and trains on another', async () => {
    const without = await launchChromium('none');
    const { page, problems } = await openLab(without, site);
    const missing = await textOf(page, '#missing');
    assert.match(missing, /No WebGPU: \w+/);
    assert.match(missing, /No WebGL: this browser gives no WebGL 2 context\./);
    await trainTo(page, 5);
    assert.match(await textOf(page, '#status'), /on wasm/);
    assert.deepEqual(problems, []);
    await without.close();
  });
});

interface Saved {
  files: string[];
  weights: Buffer;
  /** Of the incoming weights of every unit. */
  norms: number[];
  /** max_value of every constraint. */
  bounds: number[];
  /** Of every dropout layer. */
  rates: number[];
}

interface ModelJson {
  modelTopology: { config: { layers: { class_name: string; config: LayerConfig }[] } };
  weightsManifest: { weights: { name: string; shape: number[] }[] }[];
}

interface LayerConfig {
  rate?: number;
  kernel_constraint?: { config: { max_value: number } };
}

/** Clicks "Save the model" and reads what comes down. */
async function save(page: Page, folder: string): Promise<Saved> {
  const files: string[] = [];
  const arrived = new Promise<void>((resolve, reject) => {
    page.on('download', function onDownload(download) {
      const path = join(folder, download.suggestedFilename());
      download.saveAs(path).then(() => {
        files.push(path);
        if (files.length < 2) return;
        page.off('download', onDownload);
        resolve();
      }, reject);
    });
  });
  await page.click('#save');
  await arrived;
  const [json, bin] = [join(folder, 'model.json'), join(folder, 'model.weights.bin')];
  const { modelTopology, weightsManifest } = JSON.parse(await readFile(json, 'utf8')) as ModelJson;
  const weights = await readFile(bin);
  const layers = modelTopology.config.layers.map(({ config }) => config);
  return {
    files: [json, bin],
    weights,
    norms: normsOf(weights, weightsManifest[0].weights),
    bounds: layers.flatMap(({ kernel_constraint: c }) => (c ? [c.config.max_value] : [])),
    rates: layers.flatMap(({ rate }) => rate ?? []),
  };
}

/** In float64, from the definition: a kernel's units lie on its last axis, in dense layers and convolutions. */
function normsOf(bytes: Buffer, specs: { name: string; shape: number[] }[]): number[] {
  const values = new Float32Array(new Uint8Array(bytes).buffer);
  const norms: number[] = [];
  let offset = 0;
  for (const { name, shape } of specs) {
    const size = shape.reduce((product, length) => product * length, 1);
    const weight = values.subarray(offset, offset + size);
    offset += size;
    if (!name.endsWith('/kernel')) continue;
    const units = shape[shape.length - 1];
    const squares = new Array<number>(units).fill(0);
    weight.forEach((value, i) => (squares[i % units] += value ** 2));
    norms.push(...squares.map(Math.sqrt));
  }
  return norms;
}

function assertWithin({ norms }: Saved, maxValue: number): void {
  const largest = Math.max(...norms);
  assert.ok(norms.length > 100 && largest <= maxValue * (1 + 1e-6), `a norm of ${largest}`);
  assert.ok(largest > maxValue * (1 - 1e-3), 'the bound was never met');
}

/** Two more reports came, so a whole slice of steps lies behind. */
async function trainedOn(page: Page): Promise<void> {
  for (let i = 0; i < 2; i++) {
    const status = await textOf(page, '#status');
    await page.waitForSelector(`#status:not(:text-is("${status}"))`);
  }
}

async function drawOne(page: Page): Promise<void> {
  await page.locator('#drawing').scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await page.locator('#drawing').boundingBox())!;
  await page.mouse.move(x + width / 2, y + height / 5);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + (4 * height) / 5, { steps: 8 });
  await page.mouse.up();
}

function textOf(page: Page, selector: string): Promise<string> {
  return page.locator(selector).innerText();
}
