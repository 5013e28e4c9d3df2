// Runs in Node (`npm run test:webgpu`), with the npm package `webgpu`.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { pick } from '../../examples/shared/mnist/digits.js';
import { npmDigits } from '../../examples/shared/mnist/npmDigits.js';
import { fileSystem } from '../../src/node/index.js';
import { writeIdx } from '../examples/shared/mnist/writeIdx.js';
import { assertReport } from '../support/assertReport.js';
import type { Report } from '../support/checkBackend.js';
import { largestNorm } from '../support/reference.js';
import { findAdapter } from './findAdapter.js';
import { runNode } from './runNode.js';

const adapter = await findAdapter();
const skip =
  adapter == null &&
  'WebGPU finds no adapter: install the driver of a GPU, or Chromium (apt-get install ' +
    '--no-install-recommends chromium), which brings one in software';
const environment = adapter?.environment ?? {};

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'webgpu-'));
  const digits = await npmDigits();
  const first = (count: number) =>
    pick(
      digits,
      Array.from({ length: count }, (_, i) => i),
    );
  await writeIdx(folder, 'train', first(64));
  await writeIdx(folder, 't10k', first(10));
});
after(() => rm(folder, { recursive: true }));

function runExample(...args: string[]): Promise<string> {
  const size = ['--batch-size', '16', '--max-steps', '3', '--data', folder];
  const example = ['examples/mnist/main.ts', ...size, '--output', join(folder, 'model'), ...args];
  return runNode(example, environment);
}

void test('projects, measures and trains', { skip }, async (t) => {
  t.diagnostic(`computed on ${adapter!.name}`);
  const report = await runNode(['test/webgpu/printReport.ts'], environment);
  assertReport(JSON.parse(report) as Report);
});

void test('trains the MNIST example', { skip }, async () => {
  const printed = await runExample('--backend', 'webgpu', '--max-norm', '0.5');
  assert.ok(printed.includes(`webgpu (on ${adapter!.name}; as asked for).`), printed);
  assert.match(printed, /Done after 3 steps/);
  assert.match(printed, /predictions\s+are\s+the\s+same,\s+norms\s+are\s+the\s+same/);
  const model = await tf.loadLayersModel(fileSystem(join(folder, 'model')));
  for (const weight of model.getWeights().filter(({ rank }) => rank > 1)) {
    const axes = weight.shape.map((_, axis) => axis).slice(0, -1);
    const norm = largestNorm(weight, axes);
    assert.ok(norm > 0.49 && norm <= 0.5 * (1 + 1e-6), `a norm of ${norm}`);
  }
});

void test('is taken by itself where the adapter is a GPU', { skip }, async () => {
  const printed = await runExample('--model', 'mlp');
  if (adapter!.isSoftware) assert.match(printed, /webgpu finds a software adapter only/);
  else assert.match(printed, /^Backend: (webgpu|tensorflow)/);
});

void test('trains the program of docs/gpu.md', { skip }, async () => {
  const guide = await readFile('docs/gpu.md', 'utf8');
  const [, program] = /```js\n(import \{ create[^]*?)```/.exec(guide)!;
  const printed = await runNode(['--input-type=module', '-e', program], environment);
  assert.match(printed, /hidden\/kernel +\[\d+, \d+\] +1 /);
});

void test('the example says where there is no GPU', async () => {
  const nowhere = { VK_ICD_FILENAMES: '/none.json', VK_DRIVER_FILES: '/none.json' };
  await assert.rejects(
    runNode(['examples/mnist/main.ts', '--backend', 'webgpu', '--output', folder], nowhere),
    /The backend webgpu cannot be used: webgpu finds no GPU/,
  );
});
