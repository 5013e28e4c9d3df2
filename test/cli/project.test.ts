import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { maxNorm } from '../../src/index.js';
import { fileSystem } from '../../src/node/index.js';
import { readJson, saveDense, writeJson } from '../node/savedModel.js';
import { useFolder } from '../support/useFolder.js';
import { float32, valuesOf, writeGraphModel, writeKerasModel, writePlainModel } from './models.js';
import { runCli } from './runCli.js';

beforeAll(() => tf.setBackend('cpu'));
const folder = useFolder();
const input = () => join(folder.path, 'in');
const output = () => join(folder.path, 'out');

async function project(...args: string[]): Promise<string> {
  const run = await runCli('project', input(), output(), ...args);
  expect([run.code, run.errors]).toEqual([0, []]);
  return run.output;
}

async function failure(...args: string[]): Promise<string> {
  const run = await runCli('project', input(), output(), ...args);
  expect([run.code, run.output, run.errors.length]).toEqual([1, '', 1]);
  return run.errors[0].split(folder.path).join('F');
}

function expectClose(values: number[], expected: number[]): void {
  expect(values).toHaveLength(expected.length);
  // What the projection promises.
  values.forEach((value, i) => {
    expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(1e-6 * Math.abs(expected[i]));
  });
}

describe('a LayersModel', () => {
  test('of plain TensorFlow.js is bounded by what is asked for, not by its own constraint', async () => {
    await writePlainModel(input(), fileSystem(input()));
    expect(await project('--max-value', '2')).toBe(
      'hidden/kernel: 1 of 2 units cut to 2; the largest norm was 5.\n' +
        'logits/kernel: 1 of 1 units cut to 2; the largest norm was 10.\n' +
        `Written: ${join(output(), 'model.json')}`,
    );
    expectClose(valuesOf(output()), [1.2, 0.3, 1.6, 0.4, 0, 0, 1.2, 1.6, 9]);
    // A unit inside the ball keeps its bits.
    expect(valuesOf(output())[1]).toBe(Math.fround(0.3));
    expect(readFileSync(join(output(), 'model.json'))).toEqual(
      readFileSync(join(input(), 'model.json')),
    );
    expect(readdirSync(folder.path).sort()).toEqual(['in', 'out']);
  });

  test('--json tells what has changed', async () => {
    await writePlainModel(input(), fileSystem(input()));
    expect(JSON.parse(await project('--max-value', '6', '--json'))).toEqual({
      model: join(input(), 'model.json'),
      output: join(output(), 'model.json'),
      maxValue: 6,
      projected: [{ layer: 'logits', weight: 'kernel', units: 1, unitsCut: 1, maxBefore: 10 }],
    });
  });

  test('within the bound is copied byte for byte', async () => {
    await writePlainModel(input(), fileSystem(input()));
    expect(await project('--max-value', '10')).toContain(
      'No unit exceeds 10: no weight has changed.',
    );
    expect(readFileSync(join(output(), 'weights.bin'))).toEqual(
      readFileSync(join(input(), 'weights.bin')),
    );
  });

  test('converted from Keras 2 keeps its JSON as it is written and the names of its files', async () => {
    writeKerasModel(input());
    // Not as JSON.stringify would write it.
    const text = readFileSync(join(input(), 'model.json'), 'utf8').replace(
      '"seed":null',
      '"seed": 1e-07',
    );
    writeFileSync(join(input(), 'model.json'), text);
    await project('--max-value', '2.5');
    expect(readdirSync(output()).sort()).toEqual([
      'group1-shard1of2',
      'group1-shard2of2',
      'model.json',
    ]);
    expect(readFileSync(join(output(), 'model.json'), 'utf8')).toBe(text);
    const bytes = ['group1-shard1of2', 'group1-shard2of2'].map((name) =>
      readFileSync(join(output(), name)),
    );
    expect(bytes.map(({ length }) => length)).toEqual([10, 14]);
    writeFileSync(join(output(), 'joined'), Buffer.concat(bytes));
    expectClose(valuesOf(output(), 'joined'), [1.5, 0.6, 2, 0.8, 7, 8]);
  });

  test('of this package keeps optimizer, training configuration and metadata', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({
          units: 3,
          inputShape: [4],
          kernelInitializer: 'ones',
          kernelConstraint: maxNorm({ maxValue: 1 }),
        }),
        tf.layers.batchNormalization(),
      ],
    });
    model.compile({ optimizer: tf.train.adam(0.1), loss: 'meanSquaredError' });
    model.setUserDefinedMetadata({ author: 'x' });
    await model.fit(tf.ones([8, 4]), tf.ones([8, 3]), { epochs: 3, verbose: 0 });
    await model.save(fileSystem(input()), { includeOptimizer: true });
    await project('--max-value', '0.25');
    expect(readJson(output())).toEqual(readJson(input()));
    const [before, after] = [valuesOf(input()), valuesOf(output())];
    expect(after.slice(12)).toEqual(before.slice(12));
    for (let unit = 0; unit < 3; unit++) {
      const norm = Math.hypot(...[0, 3, 6, 9].map((row) => after[row + unit]));
      expect(norm).toBeLessThanOrEqual(0.25);
      expect(norm).toBeGreaterThan(0.2499);
    }
    const loaded = await tf.loadLayersModel(fileSystem(output()));
    expect(loaded.getUserDefinedMetadata()).toEqual({ author: 'x' });
    expect(loaded.optimizer.getClassName()).toBe('Adam');
  });

  test('--layers and --weights choose', async () => {
    await writePlainModel(input(), fileSystem(input()));
    const printed = await project('--max-value', '2', '--layers', '/^log/');
    expect(printed).not.toContain('hidden');
    expectClose(valuesOf(output()), [3, 0.3, 4, 0.4, 0, 0, 1.2, 1.6, 9]);
    expect(await failure('--max-value', '2', '--force', '--layers', 'no')).toBe(
      'tfjs-max-norm project: F/in/model.json: the selection by layers and weights matches no weight by "no"; ' +
        'there are hidden/kernel, hidden/bias, logits/kernel, logits/bias.',
    );
  });

  test('--weights adds recurrent kernels and embeddings', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.embedding({
          inputDim: 2,
          outputDim: 1,
          inputLength: 2,
          embeddingsInitializer: 'ones',
        }),
        tf.layers.simpleRNN({ units: 1, recurrentInitializer: 'ones', kernelInitializer: 'ones' }),
      ],
    });
    await model.save(fileSystem(input()));
    await project('--max-value', '0.5');
    expectClose(valuesOf(output()), [1, 1, 0.5, 1, 0]);
    await project('--max-value', '0.5', '--weights', 'recurrent_kernel,embeddings', '--force');
    expectClose(valuesOf(output()), [0.5, 0.5, 0.5, 0.5, 0]);
  });

  test('whose quantized weight exceeds the bound is refused, and copied where none does', async () => {
    const json = await saveDense(input());
    for (const weight of json.weightsManifest[0].weights) {
      weight.quantization = { dtype: 'uint8', scale: 0.5, min: -1 };
    }
    writeJson(input(), json);
    writeFileSync(join(input(), 'weights.bin'), Buffer.from([2, 8, 2, 10, 2, 2, 2, 2]));
    expect(await failure('--max-value', '4')).toBe(
      'tfjs-max-norm project: F/in/model.json: weight "dense/kernel" exceeds the bound and is quantized (uint8), ' +
        'so it cannot hold projected values: project the model first, quantize it then.',
    );
    expect(existsSync(output())).toBe(false);
    await project('--max-value', '5');
    expect(readFileSync(join(output(), 'weights.bin'))).toEqual(
      readFileSync(join(input(), 'weights.bin')),
    );
  });
});

test('a GraphModel is bounded by weights', async () => {
  writeGraphModel(input());
  const printed = await project(
    '--max-value',
    '2.5',
    '--weights',
    '/FusedMatMul|Conv2DBack|Gather/',
  );
  expect(printed).toContain('_FusedMatMul/w: 4 of 4 units cut to 2.5; the largest norm was 3.');
  expect(printed).toContain('Conv2DBackpropInput/w: 3 of 3 units cut to 2.5');
  expect(printed).not.toContain('GatherV2');
  const values = valuesOf(output(), 'group1-shard1of1.bin');
  const expected = valuesOf(input(), 'group1-shard1of1.bin');
  expected.fill(2.5 / 3, 36, 72);
  expected.fill(2.5 / 6, 72 + 48 + 12, 72 + 48 + 12 + 108);
  expectClose(values, expected);
  expect(
    (await runCli('project', input(), output(), '--max-value=1', '--layers=a', '--force')).code,
  ).toBe(2);
});

describe('OUT_DIR', () => {
  test('that is there is not written without --force', async () => {
    await writePlainModel(input(), fileSystem(input()));
    mkdirSync(output());
    expect(await failure('--max-value', '2')).toBe(
      'tfjs-max-norm project: F/out already exists: nothing was written; use --force to overwrite it.',
    );
    expect(readdirSync(output())).toEqual([]);
  });

  test('that is there is written with --force, its other files kept', async () => {
    await writePlainModel(input(), fileSystem(input()));
    mkdirSync(output());
    writeFileSync(join(output(), 'labels.txt'), 'kept');
    writeFileSync(join(output(), 'weights.bin'), 'old');
    await project('--max-value', '2', '--force');
    expect(readdirSync(output()).sort()).toEqual([
      'labels.txt',
      'model.json',
      expect.stringMatching(/^model\.weights-[0-9a-f]{16}\.bin$/),
      // No model names it.
      'weights.bin',
    ]);
    expect(valuesOf(output())).toHaveLength(9);
  });

  test('may be MODEL_DIR with --force', async () => {
    await writePlainModel(input(), fileSystem(input()));
    const { code } = await runCli('project', input(), input(), '--max-value=2', '--force');
    expect(code).toBe(0);
    expectClose(valuesOf(input()), [1.2, 0.3, 1.6, 0.4, 0, 0, 1.2, 1.6, 9]);
  });

  test('that is a file is refused', async () => {
    await writePlainModel(input(), fileSystem(input()));
    writeFileSync(output(), 'kept');
    expect(await failure('--max-value', '2', '--force')).toBe(
      'tfjs-max-norm project: F/out cannot be written: it is not a folder.',
    );
    expect(readFileSync(output(), 'utf8')).toBe('kept');
  });

  test('is not begun where the model is damaged', async () => {
    await writePlainModel(input(), fileSystem(input()));
    writeFileSync(join(input(), 'weights.bin'), float32(1));
    expect(await failure('--max-value', '2')).toContain('F/in/model.json: weight "hidden/kernel"');
    expect(readdirSync(folder.path)).toEqual(['in']);
  });

  test('is not left half written when the program is stopped', async () => {
    await writePlainModel(input(), fileSystem(input()));
    const once = jest.spyOn(process, 'once').mockImplementation((name, listener) => {
      if (name === 'SIGINT') (listener as (name: string) => void)('SIGINT');
      return process;
    });
    try {
      expect(await failure('--max-value', '2')).toBe(
        'tfjs-max-norm project: F/out cannot be written: stopped by SIGINT.',
      );
    } finally {
      once.mockRestore();
    }
    expect(readdirSync(folder.path)).toEqual(['in']);
    expect(process.listenerCount('SIGINT')).toBe(0);
  });

  test('keeps subfolders and files linked within the model', async () => {
    await writePlainModel(input(), fileSystem(input()));
    const json = readJson(input());
    mkdirSync(join(input(), 'more'));
    symlinkSync('../weights.bin', join(input(), 'more', 'link.bin'));
    json.weightsManifest[0].paths = ['more/link.bin'];
    writeJson(input(), json);
    await project('--max-value', '2');
    expect(valuesOf(output(), 'more/link.bin')).toHaveLength(9);
    expect(existsSync(join(output(), 'weights.bin'))).toBe(false);
  });
});
