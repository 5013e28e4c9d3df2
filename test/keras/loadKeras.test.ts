import { isDeepStrictEqual } from 'node:util';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { strToU8, unzipSync, zipSync } from 'fflate';
import * as h5wasm from 'h5wasm';
import { loadKeras, saveKeras } from '../../src/keras/index.js';
import { changed, repacked, smallModel, type Topology, withWeights } from './files.js';

beforeAll(() => tf.setBackend('cpu'));

/** Loading fails, says why, and leaves no tensor behind. */
async function expectRefusal(file: Uint8Array | string, message: RegExp): Promise<void> {
  const before = tf.memory().numTensors;
  await expect(loadKeras(file)).rejects.toThrow(message);
  expect(tf.memory().numTensors).toBe(before);
}

function inflatesTo(file: Uint8Array, entries: Record<string, Uint8Array>): boolean {
  try {
    return isDeepStrictEqual(unzipSync(file), entries);
  } catch {
    return false;
  }
}

describe('a hostile or damaged file', () => {
  test('is refused when it is neither zip nor HDF5, and a pickle by name', async () => {
    await expectRefusal(strToU8('hello'), /neither a \.keras file \(zip\) nor an \.h5 file/);
    await expectRefusal(new Uint8Array([0x80, 4, 0x95]), /looks like a Python pickle/);
    await expect(loadKeras(3 as never)).rejects.toThrow(/file must be a path, .* got 3/);
  });

  test('is refused when it is a zip bomb, before anything is inflated', async () => {
    const bomb = await repacked({ 'model.weights.h5': new Uint8Array(30_000_000) }, 9);
    expect(bomb.length).toBeLessThan(60_000);
    await expectRefusal(bomb, /zip bomb/);
  });

  test('is refused when an entry claims another size than it has', async () => {
    const file = await repacked({}, 9);
    const view = new DataView(file.buffer, file.byteOffset);
    for (let i = 0; i < file.length - 46; i++) {
      // The central directory's record of model.weights.h5.
      if (view.getUint32(i, true) === 0x02014b50 && view.getUint16(i + 28, true) === 16) {
        view.setUint32(i + 24, view.getUint32(i + 24, true) + 1000, true);
      }
    }
    await expectRefusal(file, /does not have the size that it declares/);
  });

  test('is refused when an entry has another size than it claims, though its directory and header agree', async () => {
    // 30 MB of zeros that claim to be 1,000 bytes.
    const file = await repacked({ 'model.weights.h5': new Uint8Array(30_000_000) }, 9);
    const view = new DataView(file.buffer, file.byteOffset);
    for (let i = 0; i < file.length - 46; i++) {
      if (view.getUint32(i, true) === 0x02014b50 && view.getUint16(i + 28, true) === 16) {
        view.setUint32(i + 24, 1000, true);
        view.setUint32(view.getUint32(i + 42, true) + 22, 1000, true);
      }
    }
    await expectRefusal(file, /does not have the size that it declares/);
  });

  test.each([0, 9] as const)(
    'is refused when a bit of its data has flipped, at level %i',
    async (level) => {
      const whole = await repacked({}, level);
      const view = new DataView(whole.buffer, whole.byteOffset);
      for (let header = 0; view.getUint32(header, true) === 0x04034b50;) {
        const start = header + 30 + view.getUint16(header + 26, true);
        const length = view.getUint32(header + 18, true);
        for (let i = 0; i < 10; i++) {
          const file = whole.slice();
          file[start + ((i * 37) % length)] ^= 1 << (i % 8);
          // Some bits of deflate mean nothing: the rest of the last byte, the length of a code that is not used.
          if (inflatesTo(file, unzipSync(whole))) continue;
          await expectRefusal(file, /CRC-32|is damaged|does not have the size/);
        }
        header = start + length;
      }
    },
  );

  test('is refused by its name where it has one, in one line', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'keras-'));
    const path = join(folder, 'hostile.keras');
    const nested = '['.repeat(100_000) + ']'.repeat(100_000);
    for (const [entries, message] of [
      [{ 'config.json': strToU8('{') }, /config\.json is not valid JSON/],
      [{ 'config.json': strToU8(`{"a":${nested}}`) }, /nested more than 500 levels deep/],
      [{ 'config.json': strToU8('{"class_name":"Functional","config":{"name":3}}') }, /must be/],
      [{ 'model.weights.h5': strToU8('x') }, /cannot be read as HDF5/],
      [{ other: strToU8('x') }, /it holds "other"/],
    ] as const) {
      writeFileSync(path, await repacked(entries));
      const error = (await loadKeras(path).catch((reason: Error) => reason)) as Error;
      expect(error.message).toMatch(message);
      expect(error.message).toContain(JSON.stringify(path));
      expect(error.message.length).toBeLessThan(600);
      expect(error.message).not.toContain('\n');
    }
    rmSync(folder, { recursive: true });
  });

  test('is refused when its weights are stored in a chunk that is larger than the limit', async () => {
    const { FS } = await h5wasm.ready;
    const file = new h5wasm.File('/chunk.h5', 'w');
    file
      .create_group('layers')
      .create_group('dense')
      .create_group('vars')
      .create_dataset({
        name: '0',
        data: new Float32Array(12),
        shape: [3, 4],
        maxshape: [null, 4],
        chunks: [2 ** 23, 4],
        compression: 'gzip',
        dtype: '<f',
      });
    file.close();
    const bytes = FS.readFile('/chunk.h5');
    FS.unlink('/chunk.h5');
    await expectRefusal(
      await repacked({ 'model.weights.h5': bytes }),
      /"layers\/dense\/vars\/0" is stored in chunks of more than \d+ bytes: \[8388608, 4\]/,
    );
  });

  test.each(['../outside.txt', '/etc/passwd', 'C:\\outside.txt', 'assets/../../outside'])(
    'is refused when its entry %s leaves the archive',
    async (name) => expectRefusal(await repacked({ [name]: strToU8('x') }), /leave the archive/),
  );

  test('is refused when it holds anything else, or lacks a part', async () => {
    await expectRefusal(
      await repacked({ 'model.weights.npz': strToU8('x') }),
      /holds "model\.weights\.npz"/,
    );
    const rest = unzipSync(await saveKeras(smallModel()));
    delete rest['config.json'];
    await expectRefusal(zipSync(rest), /"config\.json" is missing/);
    await expectRefusal(
      await repacked({ 'config.json': strToU8('{') }),
      /config\.json is not valid JSON/,
    );
    const whole = await saveKeras(smallModel());
    await expectRefusal(whole.slice(0, whole.length - 100), /damaged/);
  });

  test('is refused when its HDF5 part is truncated or garbage', async () => {
    const weights = unzipSync(await saveKeras(smallModel()))['model.weights.h5'];
    for (const part of [
      weights.slice(0, weights.length / 2),
      weights.slice(0, 100),
      strToU8('x'),
    ]) {
      await expectRefusal(
        await repacked({ 'model.weights.h5': part }),
        /model\.weights\.h5 cannot be read as HDF5/,
      );
    }
    // The next file is read as if nothing had been.
    await expect(loadKeras(await saveKeras(smallModel()))).resolves.toBeDefined();
  });

  test('is refused when shapes do not match, naming the layer', async () => {
    const kernel = { path: 'layers/dense/vars/0', shape: [4, 4], data: new Float32Array(16) };
    const bias = { path: 'layers/dense/vars/1', shape: [4], data: new Float32Array(4) };
    await expectRefusal(
      await withWeights([kernel, bias]),
      /layer "hidden" \(Dense\): by its configuration its weights have the shapes \[\[3, 4\]\]/,
    );
    await expectRefusal(await withWeights([]), /layer "hidden" \(Dense\)/);
  });

  test('is refused when its configuration asks for more memory than it has weights', async () => {
    const file = await changed(smallModel(), ({ config }) => {
      config.layers[1].config.units = 1e9;
    });
    await expectRefusal(file, /layer "hidden" \(Dense\): .* \[\[3, 1000000000\]\]/);
  });

  test('is refused when its weights claim more than the file can hold', async () => {
    const { FS } = await h5wasm.ready;
    const file = new h5wasm.File('/claim.h5', 'w');
    file.create_group('vars');
    file
      .create_group('layers')
      .create_group('dense')
      .create_group('vars')
      .create_dataset({
        name: '0',
        data: new Float32Array(1),
        shape: [1],
        maxshape: [null],
        chunks: [1024],
        dtype: '<f',
      });
    (file.get('layers/dense/vars/0') as h5wasm.Dataset).resize([4_000_000_000]);
    file.close();
    const bytes = FS.readFile('/claim.h5');
    FS.unlink('/claim.h5');
    await expectRefusal(
      await repacked({ 'model.weights.h5': bytes }),
      /its weights claim more than \d+ bytes/,
    );
  });

  test('is refused when its weights are of another type', async () => {
    const { FS } = await h5wasm.ready;
    const file = new h5wasm.File('/double.h5', 'w');
    file
      .create_group('layers')
      .create_group('dense')
      .create_group('vars')
      .create_dataset({
        name: '0',
        data: new Float64Array(12),
        shape: [3, 4],
      });
    file.close();
    const bytes = FS.readFile('/double.h5');
    FS.unlink('/double.h5');
    await expectRefusal(await repacked({ 'model.weights.h5': bytes }), /only float32 is exchanged/);
  });

  test('is refused when its graph leads nowhere or in a circle', async () => {
    const x = tf.input({ shape: [2], name: 'x' });
    const y = tf.layers.dense({ units: 2, name: 'a' }).apply(x) as tf.SymbolicTensor;
    const model = tf.model({ inputs: x, outputs: y });
    for (const source of ['a', 'missing']) {
      const file = await changed(model, ({ config }) => {
        const layer = config.layers[1] as unknown as { inbound_nodes: unknown[] };
        const text = JSON.stringify(layer.inbound_nodes).replace('["x"', `["${source}"`);
        layer.inbound_nodes = JSON.parse(text) as unknown[];
      });
      await expectRefusal(file, /the inputs of its layers "a" lead nowhere or in a circle/);
    }
  });
});

describe('a Keras model that means something else here', () => {
  /** Changes the first layer after the input. */
  const layerOf = ({ config }: Topology) => config.layers[1];
  const dense = () => smallModel();
  const cases: [string, () => tf.LayersModel, (topology: Topology) => void, RegExp][] = [
    [
      'an unknown activation',
      dense,
      (t) => (layerOf(t).config.activation = 'exponential'),
      /layer "hidden" \(Dense\): TensorFlow\.js has no activation "exponential"/,
    ],
    [
      'groups',
      () =>
        tf.sequential({
          layers: [
            tf.layers.conv2d({ name: 'c', filters: 2, kernelSize: 2, inputShape: [3, 3, 2] }),
          ],
        }),
      (t) => (layerOf(t).config.groups = 2),
      /layer "c" \(Conv2D\): its groups is 2, and TensorFlow\.js has 1 only/,
    ],
    [
      'mixed precision',
      dense,
      (t) =>
        (layerOf(t).config.dtype = {
          class_name: 'DTypePolicy',
          config: { name: 'mixed_float16' },
        }),
      /layer "hidden" \(Dense\): it computes in "mixed_float16"/,
    ],
    [
      'Lambda',
      dense,
      (t) => (layerOf(t).class_name = 'Lambda'),
      /layer "hidden" \(Lambda\): its function is Python code, which is never run/,
    ],
    [
      'an unknown class',
      dense,
      (t) => (layerOf(t).class_name = '__proto__'),
      /layer "hidden" \(__proto__\): TensorFlow\.js has no layer of this class/,
    ],
    [
      "a class of the user's own",
      dense,
      (t) => ((layerOf(t) as Record<string, unknown>).registered_name = 'mine>Dense'),
      /"mine>Dense", which is not one of Keras's own/,
    ],
    [
      'an unknown option',
      dense,
      (t) => (layerOf(t).config.lora_rank = 4),
      /layer "hidden" \(Dense\): TensorFlow\.js has no option like lora_rank 4/,
    ],
    [
      'an option with the name of what every object has',
      dense,
      (t) => Object.assign(layerOf(t).config, { toString: 4 }),
      /layer "hidden" \(Dense\): TensorFlow\.js has no option like toString 4/,
    ],
    [
      'an unknown constraint',
      dense,
      (t) => (layerOf(t).config.kernel_constraint = { class_name: 'RadialConstraint', config: {} }),
      /layer "hidden" \(Dense\): kernel_constraint "RadialConstraint" is not one of those/,
    ],
    [
      'an activity regularizer',
      dense,
      (t) => (layerOf(t).config.activity_regularizer = { class_name: 'L2', config: { l2: 1 } }),
      /layer "hidden" \(Dense\): TensorFlow\.js does not apply an activity_regularizer/,
    ],
    [
      'a learning rate schedule',
      dense,
      (t) =>
        (t.compile_config = {
          optimizer: {
            class_name: 'SGD',
            config: { learning_rate: { class_name: 'ExponentialDecay', config: {} } },
          },
          loss: 'mse',
        }),
      /learning_rate of SGD is a schedule .* \{ training: false \}/,
    ],
    [
      'a loss over logits',
      dense,
      (t) =>
        (t.compile_config = {
          optimizer: 'SGD',
          loss: { class_name: 'CategoricalCrossentropy', config: { from_logits: true } },
        }),
      /the loss CategoricalCrossentropy has from_logits true/,
    ],
  ];

  test.each(cases)('%s is refused, with what to do', async (_, model, change, message) => {
    await expectRefusal(await changed(model(), change), message);
  });
});
