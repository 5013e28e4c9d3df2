import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { readModelFiles, readWeightBytes } from '../../src/node/modelFiles.js';
import { fileSystem } from '../../src/node/fileSystem.js';
import { loadingError } from './loadingError.js';
import { type Json, saveDense, writeJson } from './savedModel.js';
import { useFolder } from '../support/useFolder.js';

beforeAll(() => tf.setBackend('cpu'));
const folder = useFolder();

/** What loading says, without the folder's path. */
async function refusal(path = folder.path): Promise<string> {
  return (await loadingError(path)).split(folder.path).join('M');
}

async function refusalOf(damage: (json: Json) => void): Promise<string> {
  const json = await saveDense(folder.path);
  damage(json);
  writeJson(folder.path, json);
  return refusal();
}

const kernel = (json: Json) => json.weightsManifest[0].weights[0];

describe('model.json', () => {
  test('missing', async () => {
    expect(await refusal()).toBe('M/model.json does not exist.');
    expect(await refusal(join(folder.path, 'no'))).toBe('M/no does not exist.');
    writeFileSync(join(folder.path, 'file'), '');
    expect(await refusal(join(folder.path, 'file', 'model.json'))).toBe(
      'M/file/model.json does not exist.',
    );
  });

  test('a folder', async () => {
    mkdirSync(join(folder.path, 'model.json'));
    expect(await refusal()).toBe('M/model.json is not a regular file.');
  });

  test('cut off, empty, binary', async () => {
    for (const text of ['{"modelTopology":{"a":', '', '\0\x01\x02', 'PK\x03\x04']) {
      writeFileSync(join(folder.path, 'model.json'), text);
      expect(await refusal()).toMatch(/^M\/model\.json is not valid JSON: .*\.$/);
    }
  });

  test.each(['null', '3', '[]', '"model"'])('%s', async (text) => {
    writeFileSync(join(folder.path, 'model.json'), text);
    expect(await refusal()).toMatch(/^M\/model\.json: the JSON must be an object, got .*\.$/);
  });

  test('without a topology, or with one that is no object', async () => {
    expect(await refusalOf((json) => delete json.modelTopology)).toBe(
      'M/model.json has no modelTopology, so it is not a saved TensorFlow.js model.',
    );
    expect(await refusalOf((json) => (json.modelTopology = 'Sequential'))).toBe(
      'M/model.json: modelTopology must be an object, got "Sequential".',
    );
  });

  test.each<[string, (json: Json) => void, string]>([
    [
      'no list',
      (json) => Object.assign(json, { weightsManifest: {} }),
      'weightsManifest must be a list',
    ],
    [
      'a group of null',
      (json) => Object.assign(json, { weightsManifest: [null] }),
      'must be an object, got null',
    ],
    [
      'no paths',
      (json) => Object.assign(json.weightsManifest[0], { paths: null }),
      'paths in weightsManifest must be',
    ],
    [
      'no weights',
      (json) => Object.assign(json.weightsManifest[0], { weights: 'w' }),
      'weights in weightsManifest',
    ],
    [
      'a weight of null',
      (json) => json.weightsManifest[0].weights.unshift(null as never),
      'got null',
    ],
    ['a weight without a name', (json) => delete kernel(json).name, 'got undefined'],
  ])('with a manifest that has %s', async (_, damage, message) => {
    const refused = await refusalOf(damage);
    expect(refused).toMatch(/^M\/model\.json: /);
    expect(refused).toContain(message);
  });
});

describe('weight files', () => {
  test.each([
    '../weights.bin',
    'more/../../weights.bin',
    '..\\weights.bin',
    '/etc/hostname',
    'C:\\weights.bin',
    'C:weights.bin',
    '\\\\server\\weights.bin',
  ])('outside of the folder: %s', async (path) => {
    expect(await refusalOf((json) => (json.weightsManifest[0].paths = [path]))).toBe(
      `M/model.json: weight file ${JSON.stringify(path)} lies outside of the model's folder; it is not read.`,
    );
  });

  test('outside of the folder by a symbolic link, of the file or of a folder', async () => {
    const inside = join(folder.path, 'model');
    const outside = join(folder.path, 'elsewhere');
    mkdirSync(outside);
    writeFileSync(join(outside, 'secret.bin'), Buffer.alloc(32));
    const json = await saveDense(inside);
    symlinkSync(join(outside, 'secret.bin'), join(inside, 'link.bin'));
    symlinkSync(outside, join(inside, 'more'));
    for (const path of ['link.bin', 'more/secret.bin']) {
      json.weightsManifest[0].paths = [path];
      writeJson(inside, json);
      expect(await refusal(inside)).toContain(
        `weight file "${path}" lies outside of the model's folder`,
      );
    }
  });

  test('linked within the folder are read', async () => {
    const json = await saveDense(folder.path);
    symlinkSync('weights.bin', join(folder.path, 'link.bin'));
    json.weightsManifest[0].paths = ['link.bin'];
    writeJson(folder.path, json);
    expect(await refusal()).toBe('loaded');
  });

  test.each<[string, unknown, string]>([
    ['missing', 'no.bin', 'M/no.bin does not exist.'],
    ['a folder', '.', 'M is not a regular file.'],
    ['no string', 7, 'M/model.json: the path of a weight file must be a string, got 7.'],
    ['empty', '', 'M/model.json: the path of a weight file must be a string, got "".'],
    [
      'with NUL',
      'a\0',
      'M/model.json: the path of a weight file must be a string, got "a\\u0000".',
    ],
    [
      'model.json',
      'model.json',
      'M/model.json: weight file "model.json" is named twice, or is model.json itself.',
    ],
  ])('%s', async (_, path, message) => {
    expect(await refusalOf((json) => (json.weightsManifest[0].paths = [path]))).toBe(message);
  });

  test('named twice', async () => {
    expect(
      await refusalOf((json) => json.weightsManifest[0].paths.push('./weights.bin')),
    ).toContain('"./weights.bin" is named twice');
  });

  test('cut off, and too long', async () => {
    await saveDense(folder.path);
    for (const length of [20, 0, 33]) {
      truncateSync(join(folder.path, 'weights.bin'), length);
      expect(await refusal()).toMatch(
        length === 33
          ? 'M/model.json: the weights of "weights.bin" take 32 bytes by their shapes and dtypes, but 33 are there.'
          : `M/model.json: weight "dense/kernel" of shape [3, 2] takes 24 bytes, more than its files hold: ${length} in "weights.bin".`,
      );
    }
  });

  test('changed while they are read', async () => {
    await saveDense(folder.path);
    const files = await readModelFiles(join(folder.path, 'model.json'));
    for (const length of [8, 64]) {
      truncateSync(join(folder.path, 'weights.bin'), length);
      await expect(readWeightBytes(files)).rejects.toThrow(
        'weights.bin cannot be read: it changed while it was read.',
      );
    }
  });
});

describe('shapes and dtypes', () => {
  test.each<[unknown, string]>([
    [undefined, 'has shape undefined; it must be a list of non-negative integers.'],
    [6, 'has shape 6; it must be a list'],
    [[3, -2], 'has shape [3, -2]; it must be'],
    [[-3, -2], 'has shape [-3, -2]; it must be'],
    [[3, 2.5], 'has shape [3, 2.5]; it must be'],
    [['3', 2], 'has shape ["3", 2]; it must be'],
    [[3, null], 'has shape [3, null]; it must be'],
    [[1e300, 1], 'it must be a list'],
    [[2 ** 52, 2 ** 52], 'more values than any file can hold.'],
    [[2 ** 52, 2 ** 52, 0], 'more values than any file can hold.'],
    [[2 ** 52], 'more values than any file can hold.'],
    [[2 ** 32, 2 ** 10], 'takes 17592186044416 bytes, more than its files hold: 32'],
    [[3, 3], 'takes 36 bytes, more than its files hold: 32 in "weights.bin".'],
    [[3, 1], 'the weights of "weights.bin" take 20 bytes by their shapes and dtypes, but 32 are'],
    [[0, 2], 'take 8 bytes'],
  ])('shape %j', async (shape, message) => {
    const refused = await refusalOf((json) => (kernel(json).shape = shape));
    expect(refused).toMatch(/^M\/model\.json: /);
    expect(refused).toContain(message);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['dtype', { dtype: 'float64' }, 'has dtype "float64"; those known are float32, int32, bool'],
    ['dtype of any object', { dtype: 'constructor' }, 'has dtype "constructor"'],
    ['no dtype', { dtype: undefined }, 'has dtype undefined'],
    [
      'strings',
      { dtype: 'string' },
      'the strings of weight "dense/kernel" reach beyond the 32 bytes',
    ],
    ['quantization', { quantization: { dtype: 'int4' } }, 'is quantized as "int4"; those known'],
    ['null quantization', { quantization: null }, 'quantization must be an object, got null'],
    [
      'quantized strings',
      { dtype: 'string', quantization: { dtype: 'float16' } },
      'is quantized as float16, which can stand for float32, not string',
    ],
    [
      'no scale',
      { quantization: { dtype: 'uint8', min: 0 } },
      'is quantized as uint8, which needs a finite scale and min, got undefined and 0.',
    ],
    [
      'a size that is not the quantized one',
      { quantization: { dtype: 'uint16', scale: 1, min: 0 } },
      'take 20 bytes by their shapes and dtypes, but 32 are there.',
    ],
  ])('%s', async (_, changes, message) => {
    const refused = await refusalOf((json) => Object.assign(kernel(json), changes));
    expect(refused).toMatch(/^M\/model\.json: /);
    expect(refused).toContain(message);
  });

  test('strings that end before their files do', async () => {
    await fileSystem(folder.path).save({
      modelTopology: {},
      weightSpecs: [{ name: 'words', shape: [1], dtype: 'string' }],
      weightData: new Uint8Array([2, 0, 0, 0, 65, 66, 67]).buffer,
    });
    expect(await refusal()).toBe(
      'M/model.json: the weights take 6 bytes by their specifications, but their files hold 7.',
    );
  });

  test('a shape far larger than the file costs no memory', async () => {
    const refused = await refusalOf((json) => (kernel(json).shape = [200_000, 200_000]));
    expect(refused).toContain('takes 160000000000 bytes');
    expect(process.memoryUsage().arrayBuffers).toBeLessThan(2 ** 30);
  });
});

test('whatever stands in the manifest, loading gives the weights or an error that names the file', async () => {
  const json = JSON.stringify(await saveDense(folder.path));
  const places = [
    '"weights":[',
    '"paths":["weights.bin"]',
    '"weights.bin"',
    '[3,2]',
    '3,2',
    '"float32"',
    '"dense/kernel"',
    '{"paths":',
  ];
  const junk = fc.oneof(
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc.constantFrom(
      '[',
      '{}',
      '1e400',
      '-0',
      '9007199254740992',
      '"../x"',
      '{"quantization":{}}',
      ',',
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), junk, async (place, value) => {
      writeFileSync(
        join(folder.path, 'model.json'),
        json.replace(place, () => value),
      );
      expect(await refusal()).toMatch(/^(loaded$|M[/ ])/);
    }),
    { numRuns: 500 },
  );
});
