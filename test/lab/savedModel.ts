import assert from 'node:assert/strict';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

export interface SavedModel {
  json: string;
  bin: string;
  weights: Buffer;
  /** Of the incoming weights of every unit. */
  norms: number[];
  /** max_value of every constraint. */
  bounds: number[];
  /** Of every dropout layer. */
  rates: number[];
  /** Of every dropout layer that has one. */
  seeds: number[];
}

interface ModelJson {
  modelTopology: { config: { layers: { class_name: string; config: LayerConfig }[] } };
  weightsManifest: { weights: { name: string; shape: number[] }[] }[];
}

interface LayerConfig {
  rate?: number;
  seed?: number | null;
  kernel_constraint?: { config: { max_value: number } } | null;
}

/** Clicks a button that saves a model and reads what comes down. */
export async function save(page: Page, button = '#save'): Promise<SavedModel> {
  const folder = await mkdtemp(join(tmpdir(), 'lab-model-'));
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
  await page.click(button);
  await arrived;
  const [json, bin] = ['.json', '.bin'].map((end) => files.find((file) => file.endsWith(end))!);
  const { modelTopology, weightsManifest } = JSON.parse(await readFile(json, 'utf8')) as ModelJson;
  const weights = await readFile(bin);
  const layers = modelTopology.config.layers.map(({ config }) => config);
  return {
    json,
    bin,
    weights,
    norms: normsOf(weights, weightsManifest[0].weights),
    bounds: layers.flatMap(({ kernel_constraint: c }) => (c ? [c.config.max_value] : [])),
    rates: layers.flatMap(({ rate }) => rate ?? []),
    seeds: layers.flatMap(({ rate, seed }) => (rate == null ? [] : (seed ?? []))),
  };
}

export function assertWithin({ norms }: SavedModel, maxValue: number): void {
  const largest = Math.max(...norms);
  assert.ok(norms.length > 100 && largest <= maxValue * (1 + 1e-6), `a norm of ${largest}`);
  assert.ok(largest > maxValue * (1 - 1e-3), 'the bound was never met');
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
