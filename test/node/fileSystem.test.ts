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
import { bitsOf, saveDense, writeJson } from './savedModel.js';
import { useFolder } from '../support/useFolder.js';

beforeAll(() => tf.setBackend('cpu'));
const folder = useFolder();

function convolution(): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 3,
        kernelSize: 2,
        inputShape: [4, 4, 1],
        kernelConstraint: maxNorm({ maxValue: 1 }),
      }),
      tf.layers.batchNormalization(),
      tf.layers.flatten(),
      tf.layers.dense({ units: 2 }),
    ],
  });
}

describe('saving and loading', () => {
  test('a model comes back bit for bit, from its folder and from its model.json', async () => {
    const model = convolution();
    const path = join(folder.path, 'deep', 'model');
    const { modelArtifactsInfo } = await model.save(fileSystem(path));
    expect(modelArtifactsInfo.weightDataBytes).toBe(4 * model.countParams());
    expect(readdirSync(path).sort()).toEqual(['model.json', 'weights.bin']);
    expect(readdirSync(join(folder.path, 'deep'))).toEqual(['model']);

    for (const from of [path, join(path, 'model.json')]) {
      const loaded = await tf.loadLayersModel(fileSystem(from));
      expect(bitsOf(loaded)).toEqual(bitsOf(model));
      loaded.dispose();
    }
    model.dispose();
  });

  test('optimizer, training configuration and metadata come back', async () => {
    const model = convolution();
    model.compile({ optimizer: tf.train.momentum(0.1, 0.9), loss: 'meanSquaredError' });
    model.setUserDefinedMetadata({ labels: ['a', 'b'] });
    await model.fit(tf.ones([2, 4, 4, 1]), tf.ones([2, 2]), { verbose: 0 });
    await model.save(fileSystem(folder.path), { includeOptimizer: true });
    const loaded = await tf.loadLayersModel(fileSystem(folder.path));
    expect(loaded.getUserDefinedMetadata()).toEqual({ labels: ['a', 'b'] });
    expect(loaded.loss).toBe('meanSquaredError');
    const [saved, restored] = [model.optimizer, loaded.optimizer];
    expect((await restored.getWeights()).length).toBe((await saved.getWeights()).length);
  });

  test('a graph model keeps its signature and initializer', async () => {
    const artifacts: tf.io.ModelArtifacts = {
      modelTopology: { node: [], versions: { producer: 1 } },
      format: 'graph-model',
      generatedBy: '2.16.1',
      convertedBy: 'TensorFlow.js Converter v4.22.0',
      signature: { inputs: {} },
      modelInitializer: { node: [] },
      initializerSignature: { outputs: {} },
      weightSpecs: [{ name: 'w', shape: [2], dtype: 'int32' }],
      weightData: new Int32Array([1, -2]).buffer,
    };
    await fileSystem(folder.path).save(artifacts);
    expect(await fileSystem(folder.path).load()).toEqual(artifacts);
  });

  test('weights in several groups and files, empty ones and subfolders among them, are loaded', async () => {
    const json = await saveDense(folder.path);
    const whole = await tf.loadLayersModel(fileSystem(folder.path));
    const bytes = readFileSync(join(folder.path, 'weights.bin'));
    mkdirSync(join(folder.path, 'more'));
    // The kernel is cut in the middle of a value.
    writeFileSync(join(folder.path, 'a.bin'), bytes.subarray(0, 10));
    writeFileSync(join(folder.path, 'empty.bin'), '');
    writeFileSync(join(folder.path, 'more', 'b.bin'), bytes.subarray(10, 24));
    writeFileSync(join(folder.path, 'c.bin'), bytes.subarray(24));
    const [{ weights }] = json.weightsManifest;
    json.weightsManifest = [
      { paths: ['a.bin', 'empty.bin', 'more/b.bin'], weights: [weights[0]] },
      { paths: ['c.bin'], weights: [weights[1]] },
    ];
    writeJson(folder.path, json);
    const loaded = await tf.loadLayersModel(fileSystem(folder.path));
    expect(bitsOf(loaded)).toEqual(bitsOf(whole));
  });

  test('quantized weights are loaded as TensorFlow.js decodes them', async () => {
    const json = await saveDense(folder.path);
    const [kernel, bias] = json.weightsManifest[0].weights;
    kernel.quantization = { dtype: 'uint8', scale: 0.5, min: -1 };
    bias.quantization = { dtype: 'float16' };
    writeJson(folder.path, json);
    writeFileSync(
      join(folder.path, 'weights.bin'),
      Buffer.from([0, 1, 2, 3, 4, 255, 0x00, 0x3c, 0x00, 0xc0]),
    );
    const loaded = await tf.loadLayersModel(fileSystem(folder.path));
    const [kernelValues, biasValues] = loaded.getWeights().map((w) => Array.from(w.dataSync()));
    expect(kernelValues).toEqual([-1, -0.5, 0, 0.5, 1, 126.5]);
    expect(biasValues).toEqual([1, -2]);
  });

  test('a weight of strings is loaded', async () => {
    const { data, specs } = await tf.io.encodeWeights({
      words: tf.tensor1d(['max', '', 'norm']),
      n: tf.scalar(7, 'int32'),
    });
    await fileSystem(folder.path).save({
      modelTopology: {},
      weightSpecs: specs,
      weightData: data,
    });
    const { weightData } = await fileSystem(folder.path).load();
    expect(tf.io.decodeWeights(weightData!, specs).words.dataSync()).toEqual(['max', '', 'norm']);
  });

  test('a model without weights is loaded as a topology', async () => {
    await fileSystem(folder.path).save({ modelTopology: { a: 1 } });
    expect(readdirSync(folder.path)).toEqual(['model.json']);
    const artifacts = await fileSystem(folder.path).load();
    expect(artifacts.modelTopology).toEqual({ a: 1 });
    expect(artifacts.weightData).toBeUndefined();
  });

  test('weights handed over in several buffers are saved one after another', async () => {
    await fileSystem(folder.path).save({
      modelTopology: {},
      weightSpecs: [{ name: 'w', shape: [3], dtype: 'float32' }],
      weightData: [new Float32Array([1, 2]).buffer, new Float32Array([3]).buffer],
    });
    const { weightData } = await fileSystem(folder.path).load();
    expect(Array.from(new Float32Array(weightData as ArrayBuffer))).toEqual([1, 2, 3]);
  });

  test('saving leaves no tensor behind', async () => {
    const model = convolution();
    const before = tf.memory().numTensors;
    await model.save(fileSystem(folder.path));
    expect(tf.memory().numTensors).toBe(before);
    const loaded = await tf.loadLayersModel(fileSystem(folder.path));
    loaded.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a path that is no string is refused', () => {
    expect(() => fileSystem(['a.pb', 'b.json'] as unknown as string)).toThrow(
      'fileSystem: path must be the path of a folder or of a model.json, got ["a.pb", "b.json"].',
    );
    expect(() => fileSystem('')).toThrow('got "".');
  });

  test('a binary topology is refused', async () => {
    await expect(
      fileSystem(folder.path).save({ modelTopology: new ArrayBuffer(8) }),
    ).rejects.toThrow('only JSON topologies can be saved');
  });
});

describe('file:// URLs', () => {
  test('save and load as with tfjs-node', async () => {
    const model = convolution();
    await model.save(`file://${folder.path}/model`);
    const loaded = await tf.loadLayersModel(`file://${folder.path}/model/model.json`);
    expect(bitsOf(loaded)).toEqual(bitsOf(model));
  });

  test('are left to another handler that answers for them', () => {
    const url = 'file://elsewhere';
    const handler: tf.io.IOHandler = {};
    let isAnswering = true;
    const router = (asked: string | string[]) =>
      (isAnswering && asked === url ? handler : null) as tf.io.IOHandler;
    tf.io.registerLoadRouter(router);
    tf.io.registerSaveRouter(router);
    expect(tf.io.getLoadHandlers(url)).toEqual([handler]);
    expect(tf.io.getSaveHandlers(url)).toEqual([handler]);
    isAnswering = false;
    expect(tf.io.getLoadHandlers(url)).toHaveLength(1);
  });

  test('other URLs are not answered', () => {
    expect(tf.io.getSaveHandlers('elsewhere://model')).toEqual([]);
  });
});

test('a folder that is a symbolic link is written through, and read', async () => {
  mkdirSync(join(folder.path, 'real'));
  symlinkSync(join(folder.path, 'real'), join(folder.path, 'link'));
  await saveDense(join(folder.path, 'link'));
  expect(existsSync(join(folder.path, 'real', 'weights.bin'))).toBe(true);
  await expect(fileSystem(join(folder.path, 'link')).load()).resolves.toBeDefined();
});
