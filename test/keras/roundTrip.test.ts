import * as tf from '@tensorflow/tfjs';
import { maxNorm, normReport, unitNorms, withMaxNorm } from '../../src/index.js';
import { loadKeras, saveKeras } from '../../src/keras/index.js';
import { allLayers, ownWeights, variableOf } from '../../src/tfjs/layers.js';
import { predict } from '../keras-parity/exchange.js';
import { circleNetworks, gallery } from '../keras-parity/networks.js';
import { secondCopy } from '../support/copies.js';
import { smallModel } from './files.js';

beforeAll(() => tf.setBackend('cpu'));

function bits(values: tf.Tensor[]): number[][] {
  return values.map((value) => Array.from(new Uint32Array(value.dataSync().slice().buffer)));
}

function scatter(model: tf.LayersModel): void {
  for (const weight of [...allLayers(model)].flatMap(ownWeights)) {
    const value = tf.randomUniform(weight.shape as number[], 0.1, 1);
    variableOf(weight).assign(value);
    value.dispose();
  }
}

/** Keras has these where TensorFlow.js leaves them out, and tells the input's shape and type by an input layer. */
const unwritten = ['batchInputShape', 'dtype', 'dataFormat', 'inputLength'];

function optionsOf(layer: tf.layers.Layer): unknown {
  return JSON.parse(
    JSON.stringify(layer.getConfig(), (key, value: unknown) => {
      // Keras's name for what TensorFlow.js calls normal.
      if (key === 'distribution' && value === 'truncatedNormal') return 'normal';
      return value === null || value === false || unwritten.includes(key) ? undefined : value;
    }),
  );
}

const networks = [...circleNetworks(), ...gallery()];

describe('a model that is saved and loaded', () => {
  test.each(networks.map((network) => [network.name, network] as const))(
    '%s comes back with the same weights, predictions and options',
    async (_, { model, inputs }) => {
      scatter(model);
      const before = tf.memory().numTensors;
      const back = await loadKeras(await saveKeras(model));
      const made = [...allLayers(back)].flatMap(ownWeights).length;
      expect(tf.memory().numTensors - before).toBe(made);

      expect(bits(back.weights.map(variableOf))).toEqual(bits(model.weights.map(variableOf)));
      tf.tidy(() => expect(bits(predict(back, inputs))).toEqual(bits(predict(model, inputs))));
      for (const layer of back.layers.filter((layer) => layer.getClassName() !== 'InputLayer')) {
        const original = model.getLayer(layer.name);
        if (original instanceof tf.LayersModel) continue;
        expect(optionsOf(layer)).toEqual(optionsOf(original));
      }
    },
  );

  test('enforces its constraints, in training too', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({
          units: 4,
          inputShape: [3],
          kernelConstraint: maxNorm({ maxValue: 0.5 }),
        }),
      ],
    });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const back = await loadKeras(await saveKeras(model));
    const before = tf.memory().numTensors;
    const [x, y] = [tf.ones([8, 3]), tf.fill([8, 4], 100)];
    await back.fit(x, y, { epochs: 3, verbose: 0 });
    const largest = tf.tidy(
      () => unitNorms(variableOf(back.layers[1].weights[0])).max().dataSync()[0],
    );
    expect(largest).toBeCloseTo(0.5, 6);
    expect(largest).toBeLessThanOrEqual(0.5);
    tf.dispose([x, y]);
    // What sgd keeps for itself.
    expect(tf.memory().numTensors - before).toBeLessThanOrEqual(1);
  });

  test.each(['sgd', 'adam', 'adamax', 'adagrad', 'rmsprop'])(
    'leaves no tensor when it is disposed, compiled with %s and trained',
    async (optimizer) => {
      const model = smallModel();
      model.compile({ optimizer, loss: 'meanSquaredError' });
      const file = await saveKeras(model);
      const before = tf.memory().numTensors;
      (await loadKeras(file)).dispose();
      expect(tf.memory().numTensors).toBe(before);
      const back = await loadKeras(file);
      const [x, y] = [tf.ones([8, 3]), tf.ones([8, 2])];
      await back.fit(x, y, { epochs: 1, verbose: 0 });
      back.dispose();
      tf.dispose([x, y]);
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  test('is under the constraints of another copy of this package as well', async () => {
    const second = secondCopy();
    const kernelConstraint = second.maxNorm({ maxValue: 0.5 });
    const layer = tf.layers.dense({ name: 'inner', units: 2, kernelInitializer: 'ones' });
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 4, inputShape: [3], kernelConstraint }),
        second.withMaxNorm({ layer, maxValue: 0.25 }),
      ],
    });
    const back = await loadKeras(await saveKeras(model));
    expect(bits(back.weights.map(variableOf))).toEqual(bits(model.weights.map(variableOf)));
    const rows = await normReport(back);
    expect(rows.map(({ constraint, maxValue }) => [constraint, maxValue])).toEqual([
      ['MaxNorm', 0.5],
      ['MaxNorm', 0.25],
    ]);
    rows.forEach(({ max, maxValue }) => expect(max).toBeLessThanOrEqual(maxValue! * (1 + 1e-6)));
  });

  test('has a layer of withMaxNorm as the plain layer under the constraint', async () => {
    const model = tf.sequential({
      layers: [
        withMaxNorm({
          layer: tf.layers.dense({ units: 4, inputShape: [3], name: 'hidden' }),
          maxValue: 0.5,
        }),
        tf.layers.dense({ units: 2 }),
      ],
    });
    const back = await loadKeras(await saveKeras(model));
    expect(back.getLayer('hidden').getClassName()).toBe('Dense');
    expect(back.getLayer('hidden').getConfig().kernelConstraint).toEqual({
      className: 'MaxNorm',
      config: { maxValue: 0.5, axis: [0] },
    });
    expect(bits(back.weights.map(variableOf))).toEqual(bits(model.weights.map(variableOf)));
  });

  test('keeps weights that another constraint would change again', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({
          units: 4,
          inputShape: [3],
          kernelConstraint: tf.constraints.minMaxNorm({
            minValue: 0.5,
            maxValue: 0.6,
            rate: 0.5,
            axis: 0,
          }),
        }),
      ],
    });
    const back = await loadKeras(await saveKeras(model));
    expect(bits(back.weights.map(variableOf))).toEqual(bits(model.weights.map(variableOf)));
  });

  test('keeps frozen layers and models frozen', async () => {
    const inner = tf.sequential({
      name: 'inner',
      layers: [
        tf.layers.dense({ units: 2, inputShape: [2], trainable: false }),
        tf.layers.dense({ units: 2 }),
      ],
    });
    const x = tf.input({ shape: [2] });
    const model = tf.model({ inputs: x, outputs: inner.apply(x) as tf.SymbolicTensor });
    const back = await loadKeras(await saveKeras(model));
    expect(back.trainableWeights).toHaveLength(2);
    expect(back.weights).toHaveLength(4);
  });

  test('is compiled as it was', async () => {
    const optimizers = [
      tf.train.sgd(0.1),
      tf.train.momentum(0.1, 0.8, true),
      tf.train.adam(0.01, 0.8, 0.9, 1e-6),
      tf.train.adamax(0.01, 0.8, 0.9, 1e-6),
      tf.train.adagrad(0.1, 0.2),
      tf.train.adadelta(0.1, 0.9, 1e-6),
      tf.train.rmsprop(0.1, 0.8, 0.5, 1e-6, true),
    ];
    for (const optimizer of optimizers) {
      const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
      model.compile({ optimizer, loss: 'meanSquaredError', metrics: ['mae', 'accuracy'] });
      const back = await loadKeras(await saveKeras(model));
      expect(back.optimizer.getClassName()).toBe(optimizer.getClassName());
      expect(back.optimizer.getConfig()).toEqual(optimizer.getConfig());
      expect(back.loss).toBe('meanSquaredError');
      expect(back.metrics).toEqual(['mae', 'accuracy']);
      const bare = await loadKeras(await saveKeras(model, null, { training: false }));
      expect(bare.optimizer).toBeUndefined();
    }
  });
});
