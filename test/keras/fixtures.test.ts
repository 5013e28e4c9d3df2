import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { MaxNorm, unitNorms } from '../../src/index.js';
import { loadKeras, type LoadKerasOptions, saveKeras } from '../../src/keras/index.js';
import { allLayers, ownWeights, variableOf } from '../../src/tfjs/layers.js';
import { enforcedConstraint } from '../../src/enforce/enforcement.js';
import { save } from '../support/saving.js';

beforeAll(() => tf.setBackend('cpu'));

/** What TensorFlow.js leaves of two models: the weights of a model inside a model, and of a layer that is called twice. */
const left: Record<string, number> = { frozen: 2 * 5, masks: 2 * 3 };

interface Recorded {
  shape: number[];
  dtype?: 'float32' | 'int32';
  data: number[];
}

/** A model that Keras wrote, and what it predicts there. */
function fixture(name: string) {
  const kind = name.startsWith('keras2') ? 'h5' : 'keras';
  const file = readFileSync(join(__dirname, 'fixtures', `${name}.${kind}`));
  const record = JSON.parse(readFileSync(join(__dirname, 'fixtures', `${name}.json`), 'utf8')) as {
    inputs: Recorded[];
    output: Recorded;
  };
  const inputs = record.inputs.map(({ data, shape, dtype }) => tf.tensor(data, shape, dtype));
  return { file: new Uint8Array(file), inputs, expected: record.output };
}

function expectSame(model: tf.LayersModel, inputs: tf.Tensor[], expected: Recorded): void {
  const output = tf.tidy(() => {
    const predicted = model.predict(inputs) as tf.Tensor;
    expect(predicted.shape).toEqual(expected.shape);
    return Array.from(predicted.dataSync());
  });
  const most = Math.max(...expected.data.map(Math.abs));
  output.forEach((value, i) =>
    expect(Math.abs(value - expected.data[i])).toBeLessThanOrEqual(1e-5 * (1 + most)),
  );
}

/** The largest norm of a bounded unit, in units of its bound. */
function largestNorm(model: tf.LayersModel): number {
  const norms = [...allLayers(model)].flatMap(ownWeights).flatMap((weight) => {
    const constraint = enforcedConstraint(variableOf(weight));
    if (!(constraint instanceof MaxNorm)) return [];
    const largest = tf.tidy(() => unitNorms(variableOf(weight), constraint.axis).max().dataSync());
    return [largest[0] / constraint.maxValue];
  });
  expect(norms.length).toBeGreaterThan(0);
  return Math.max(...norms);
}

class Twice extends tf.layers.Layer {
  static readonly className = 'Twice';
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.mul([inputs].flat()[0], 2);
  }
}

const options: LoadKerasOptions = {
  activations: { square: (x) => tf.square(x) },
  layers: { twice: () => new Twice({}) },
};

describe('a model that Keras built', () => {
  test.each([
    ...['spatial', 'temporal', 'words', 'masked', 'tabular', 'frozen', 'own'],
    ...['pooled', 'masks', 'attention', 'words_of_others', 'volumes', 'operators'],
    ...['keras2_eegnet', 'keras2_sequence', 'keras2_transfer'],
  ])('%s predicts alike, trains within its bounds, and goes back', async (name) => {
    const { file, inputs, expected } = fixture(name);
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const before = tf.memory().numTensors;
    const model = await loadKeras(file, options);
    const isCompiled = ['keras2_sequence', 'keras2_transfer'].includes(name);
    expect(model.optimizer != null).toBe(isCompiled);
    expectSame(model, inputs, expected);

    const back = await loadKeras(await saveKeras(model), options);
    expectSame(back, inputs, expected);
    back.dispose();

    if (isCompiled) model.optimizer.dispose();
    const optimizer = tf.train.sgd(1);
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const target = tf.ones(expected.shape);
    for (let step = 0; step < 3; step++) await model.trainOnBatch(inputs, target);
    expect(largestNorm(model)).toBeLessThanOrEqual(1 + 1e-6);
    target.dispose();
    model.dispose();
    optimizer.dispose();

    expect(tf.memory().numTensors).toBe(before + (left[name] ?? 0));
    warn.mockRestore();
    tf.dispose(inputs);
  });

  test.each([
    ...['spatial', 'temporal', 'words', 'tabular', 'frozen', 'pooled'],
    ...['masks', 'attention', 'words_of_others', 'volumes', 'operators'],
  ])('%s is saved and loaded by TensorFlow.js itself', async (name) => {
    const { file, inputs, expected } = fixture(name);
    const model = await loadKeras(file);
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(await save(model)));
    expectSame(loaded, inputs, expected);
  });

  test('keeps the statistics of frozen batch normalization while it trains', async () => {
    const { file, inputs, expected } = fixture('frozen');
    const model = await loadKeras(file);
    const base = model.layers.find((layer) => layer instanceof tf.LayersModel)!;
    const [before] = base
      .getWeights()
      .slice(-2)
      .map((weight) => weight.dataSync());
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
    await model.trainOnBatch(inputs, tf.ones(expected.shape));
    expect(base.getWeights().slice(-2)[0].dataSync()).toEqual(before);
  });
});

describe('what the caller has to give', () => {
  test('is warned of where a function has the name of a built-in one', async () => {
    const { file, inputs, expected } = fixture('likeBuiltIn');
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    await loadKeras(file);
    expect(warn).toHaveBeenCalledWith(
      expect.stringMatching(
        /layer "dense" \(Dense\): activation is a Python function named "swish"/,
      ),
    );
    warn.mockClear();
    const mine = { activations: { swish: (x: tf.Tensor) => tf.square(x) } };
    expectSame(await loadKeras(file, mine), inputs, expected);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  test('is named in the refusal', async () => {
    const { file } = fixture('own');
    await expect(loadKeras(file)).rejects.toThrow(
      /layer "dense" \(Dense\): .*"mine>square".*\{ activations: \{ square: /,
    );
    await expect(loadKeras(file, { activations: options.activations })).rejects.toThrow(
      /layer "twice" \(Lambda\): .* \{ layers: \{ Lambda: /,
    );
  });

  test('must be a function, and return a new layer', async () => {
    const { file } = fixture('own');
    await expect(loadKeras(file, { activations: { square: 3 as never } })).rejects.toThrow(
      /activations\["square"\] must be a function .* got 3/,
    );
    const { activations } = options;
    await expect(
      loadKeras(file, { activations, layers: { Lambda: () => 'x' as never } }),
    ).rejects.toThrow(/layers\["Lambda"\] must return a layer, got "x"/);
    const used = tf.layers.dense({ units: 2, inputShape: [2] });
    tf.sequential({ layers: [used] });
    await expect(loadKeras(file, { activations, layers: { twice: () => used } })).rejects.toThrow(
      /in use already/,
    );
    const wrong = () => tf.layers.dense({ units: 4 });
    await expect(loadKeras(file, { activations, layers: { twice: wrong } })).rejects.toThrow(
      /layer "twice" \(Dense\): by its configuration its weights .*Make the layer with weights of these shapes/,
    );
  });
});
