import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { maxNorm } from '../../src/index.js';
import { type NormRow, normReport } from '../../src/monitor/normReport.js';
import { layerCases } from '../support/layerCases.js';
import { fileSystem } from '../../src/node/index.js';
import { readJson, saveDense, writeJson, weightsFile } from '../node/savedModel.js';
import { useFolder } from '../support/useFolder.js';
import { float32, writeGraphModel, writeKerasModel, writePlainModel } from './models.js';
import { runCli } from './runCli.js';

beforeAll(() => tf.setBackend('cpu'));
const folder = useFolder();

interface Report {
  model: string;
  format: string;
  weights: NormRow[];
}

async function inspect(...args: string[]): Promise<Report> {
  const { code, output, errors } = await runCli('inspect', folder.path, '--json', ...args);
  expect([code, errors]).toEqual([0, []]);
  return JSON.parse(output) as Report;
}

async function failure(...args: string[]): Promise<string> {
  const { code, output, errors } = await runCli('inspect', folder.path, ...args);
  expect([code, output, errors.length]).toEqual([1, '', 1]);
  expect(errors[0]).not.toContain('\n');
  return errors[0].split(folder.path).join('M');
}

const codes = (row: NormRow) => row.advice.map(({ code }) => code);

describe('a LayersModel', () => {
  test('of plain TensorFlow.js shows the norms that were saved, not those that its constraint leaves', async () => {
    await writePlainModel(folder.path, fileSystem(folder.path));
    const { model, format, weights } = await inspect();
    expect([model, format]).toEqual([join(folder.path, 'model.json'), 'layers-model']);
    expect(weights.map(({ layer, weight }) => `${layer}/${weight}`)).toEqual([
      'hidden/kernel',
      'logits/kernel',
    ]);
    const [hidden, logits] = weights;
    expect([hidden.min, hidden.max]).toEqual([0.5, 5]);
    expect([hidden.maxValue, hidden.axis, codes(hidden)]).toEqual([1, [0], ['exceeds-bound']]);
    expect([logits.max, logits.maxValue, logits.constraint]).toEqual([10, null, null]);
  });

  test('of this package', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({
          filters: 2,
          kernelSize: 2,
          inputShape: [3, 3, 1],
          kernelInitializer: 'ones',
          kernelConstraint: maxNorm({ maxValue: 1.5 }),
        }),
      ],
    });
    model.setWeights(model.getWeights());
    await model.save(fileSystem(folder.path));
    const [row] = (await inspect()).weights;
    expect([row.constraint, row.maxValue, row.axis]).toEqual(['MaxNorm', 1.5, [0, 1, 2]]);
    expect(row.max).toBeCloseTo(
      model.layers[0].getWeights()[0].norm().dataSync()[0] / Math.SQRT2,
      5,
    );
  });

  test('converted from Keras 2, its kernel cut into two files', async () => {
    writeKerasModel(folder.path);
    const [row] = (await inspect()).weights;
    expect([row.layer, row.shape, row.maxValue]).toEqual(['dense_1', [2, 2], 2]);
    expect([row.min, row.max]).toEqual([1, 5]);
  });

  test('converted from Keras 2 with the cell in the weights’ names', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.lstm({
          units: 1,
          inputShape: [2, 3],
          name: 'lstm',
          kernelConstraint: maxNorm({ maxValue: 1 }),
        }),
      ],
    });
    await model.save(fileSystem(folder.path));
    const json = readJson(folder.path);
    for (const weight of json.weightsManifest[0].weights) {
      weight.name = (weight.name as string).replace('lstm/', 'lstm/lstm_cell/');
    }
    writeJson(folder.path, json);
    writeFileSync(weightsFile(folder.path), float32(...Array<number>(20).fill(2)));
    const { weights } = await inspect();
    expect(weights.map(({ weight, max }) => [weight, max])).toEqual([
      ['kernel', Math.fround(Math.sqrt(12))],
      ['recurrent_kernel', 2],
    ]);
  });

  test.each(layerCases)(
    'with $title shows what normReport says of the model in memory',
    async (layerCase) => {
      const layer = layerCase.layer(maxNorm({ maxValue: 1 }), layerCase.inputShape);
      const model = tf.sequential({ layers: [layer] });
      await model.save(fileSystem(folder.path));
      const { weights } = await inspect();
      expect(weights).toEqual(await normReport(model, { kernels: true }));
      expect(weights.map(({ axis }) => axis)).toEqual(layerCase.weights.map(([, axes]) => axes));
    },
  );

  test('is printed as a table that cuts no name off', async () => {
    const name = 'a_layer_of_a_name_that_is_a_good_deal_longer_than_any_column';
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1], name })] });
    await model.save(fileSystem(folder.path));
    const { code, output } = await runCli('inspect', join(folder.path, 'model.json'));
    expect(code).toBe(0);
    expect(output).toMatch(/^Weight .* Dead$/m);
    expect(output).toContain(`${name}/kernel [1, 1]`);
  });

  test('with quantized weights shows the norms of what they stand for', async () => {
    const json = await saveDense(folder.path);
    for (const weight of json.weightsManifest[0].weights) {
      weight.quantization = { dtype: 'uint8', scale: 0.5, min: -1 };
    }
    writeJson(folder.path, json);
    writeFileSync(join(folder.path, 'weights.bin'), Buffer.from([2, 8, 2, 10, 2, 2, 2, 2]));
    const [row] = (await inspect()).weights;
    expect([row.min, row.max]).toEqual([0, 5]);
  });

  test('--layers takes names and regular expressions', async () => {
    await writePlainModel(folder.path, fileSystem(folder.path));
    const layers = async (names: string) =>
      (await inspect('--layers', names)).weights.map(({ layer }) => layer);
    expect(await layers('logits')).toEqual(['logits']);
    expect(await layers('logits, hidden')).toEqual(['hidden', 'logits']);
    expect(await layers('/^HID/i')).toEqual(['hidden']);
    expect(await failure('--layers', 'logits,no')).toBe(
      'tfjs-max-norm inspect: M/model.json: no layer with a kernel or a constraint matches "no"; there are hidden, logits.',
    );
    expect((await runCli('inspect', folder.path, '--weights', 'a')).code).toBe(2);
  });
});

describe('a GraphModel', () => {
  test('shows the weights that its operations use as kernels, along their axes', async () => {
    writeGraphModel(folder.path);
    const { format, weights } = await inspect();
    expect(format).toBe('graph-model');
    // All weights are 1: the norm is the square root of how many a unit has.
    expect(weights.map(({ layer, axis, max, units }) => [layer, axis, max ** 2, units])).toEqual([
      ['MatMul', [0], 4, 9],
      ['_FusedMatMul', [1], 9, 4],
      ['_FusedConv2D', [0, 1, 2], 16, 3],
      ['DepthwiseConv2dNative', [0, 1], 4, 3],
      ['Conv2DBackpropInput', [0, 1, 3], 36, 3],
    ]);
  });

  test('--weights takes names and regular expressions', async () => {
    writeGraphModel(folder.path);
    const weights = async (names: string) =>
      (await inspect('--weights', names)).weights.map(({ layer, weight, axis }) => [
        `${layer}/${weight}`,
        axis,
      ]);
    expect(await weights('GatherV2/w,MatMul/w')).toEqual([
      ['MatMul/w', [0]],
      ['GatherV2/w', [1]],
    ]);
    expect(await weights('/bias|shape/i')).toEqual([['BiasAdd/b', [0]]]);
    expect(await failure('--weights', 'no')).toContain(
      'M/model.json: no weight matches "no"; its float32 weights are MatMul/w, ',
    );
    expect(await failure('--weights', 'shape')).toBe(
      'tfjs-max-norm inspect: M/model.json: weight "shape" of dtype int32 and shape [2] has no norms; ' +
        'float32 weights of rank 1 or more have.',
    );
    expect((await runCli('inspect', folder.path, '--layers', 'a')).code).toBe(2);
  });

  test('without a kernel is refused', async () => {
    writeGraphModel(folder.path);
    const json = readJson(folder.path);
    writeJson(folder.path, { ...json, modelTopology: { node: [] } });
    expect(await failure()).toContain('M/model.json: no weight is used as a kernel; its float32');
  });
});

describe('a damaged model', () => {
  test('steers no terminal', async () => {
    writeFileSync(join(folder.path, 'model.json'), '\u001b[31m{');
    expect(await failure()).not.toContain('\u001b');

    writeGraphModel(folder.path);
    const json = JSON.stringify(readJson(folder.path));
    writeJson(folder.path, JSON.parse(json.replace(/"MatMul\/w"/g, '"red\\u001b[31m\\u009b/w"')));
    expect((await runCli('inspect', folder.path)).output).toContain('red?[31m?/w');
  });

  test('is refused in one line that names the file', async () => {
    expect(await failure()).toBe('tfjs-max-norm inspect: M/model.json does not exist.');
    const json = await saveDense(folder.path);

    truncateSync(join(folder.path, 'weights.bin'), 30);
    expect(await failure()).toContain('take 32 bytes by their shapes and dtypes, but 30 are there');
    truncateSync(join(folder.path, 'weights.bin'), 32);

    writeJson(folder.path, { ...json, modelTopology: { layers: [] } });
    expect(await failure()).toContain('neither that of a LayersModel nor of a GraphModel');

    writeJson(folder.path, { ...json, weightsManifest: undefined });
    expect(await failure()).toContain('M/model.json has no weightsManifest');
  });

  test('with a layer that TensorFlow.js does not know is refused likewise', async () => {
    const json = await saveDense(folder.path);
    writeJson(folder.path, JSON.parse(JSON.stringify(json).replace('"Dense"', '"Mine"')));
    expect(await failure()).toMatch(
      /^tfjs-max-norm inspect: M\/model\.json cannot be loaded: Unknown layer: Mine\./,
    );
  });

  test('whose topology asks for more weights than the files hold is refused before they are made', async () => {
    const json = await saveDense(folder.path);
    const prototype = tf.layers.Layer.prototype as unknown as Record<string, unknown>;
    const { addWeight } = prototype;
    for (const units of [3, 1e9, 1e300]) {
      writeJson(
        folder.path,
        JSON.parse(JSON.stringify(json).replace('"units":2', `"units":${units}`)),
      );
      expect(await failure()).toContain(
        'M/model.json cannot be loaded: its layers have more weights than its files hold: ' +
          'layer "dense" (Dense) asks for "kernel" of shape [3, ',
      );
    }
    expect(prototype.addWeight).toBe(addWeight);
  });

  test('whose weights do not fit its layers is refused likewise', async () => {
    const json = await saveDense(folder.path);
    json.weightsManifest[0].weights[0].shape = [2, 3];
    writeJson(folder.path, json);
    expect(await failure()).toContain('M/model.json cannot be loaded: Shape mismatch');
  });
});
