import * as tf from '@tensorflow/tfjs';
import { WithMaxNorm, constrainModel, maxNorm, normReport, withMaxNorm } from '../../src/index.js';
import { describeBackends } from '../support/backends.js';
import { constrainedWeights, dataOf, layerCases, step } from '../support/layerCases.js';
import { largestNorm } from '../support/reference.js';
import { save } from '../support/saving.js';

const C = 0.3;
const WITHIN = C * (1 + 1e-6);

function modelOf(layer: tf.layers.Layer): tf.Sequential {
  const model = tf.sequential({ layers: [layer] });
  if (model.outputs[0].rank > 2) model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: 1, useBias: false, name: 'readout' }));
  return model;
}

const values = (tensors: tf.Tensor[]): number[][] =>
  tensors.map((tensor) => Array.from(tensor.dataSync()));

/** Weight names as in a file, but for the number of the layer. */
const fileNames = async (model: tf.LayersModel): Promise<string[]> =>
  (await save(model)).weightSpecs!.map(({ name }) => name.replace(/\d+(?=\/)/g, 'N'));

async function saveAndLoad(model: tf.LayersModel): Promise<tf.LayersModel> {
  return tf.loadLayersModel(tf.io.fromMemory(await save(model)));
}

/** Stacked cells get a new name at every load. */
const json = (model: tf.LayersModel): string =>
  (model.toJSON() as string).replace(/StackedRNNCells\d+/g, '');

describe.each(layerCases.map((layerCase) => [layerCase.title, layerCase] as const))(
  'withMaxNorm around %s',
  (_, layerCase) => {
    beforeAll(() => tf.setBackend('cpu'));

    const further = layerCase.weights
      .map(([name]) => name)
      .filter((name) => ['recurrent_kernel', 'embeddings'].includes(name));
    const wrap = (maxValue = C): WithMaxNorm =>
      withMaxNorm({
        layer: layerCase.layer(undefined, layerCase.inputShape),
        maxValue,
        weights: [...new Set(further)],
        inputShape: layerCase.inputShape,
      });

    test('bounds it in training, without a tensor left over', async () => {
      const model = modelOf(wrap());
      model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
      const data = dataOf(layerCase);
      await step(layerCase, model, data);
      const before = tf.memory().numTensors;
      for (let i = 0; i < 3; i++) {
        await step(layerCase, model, data);
        for (const { weight, axes } of constrainedWeights(layerCase, model)) {
          expect(largestNorm(weight, axes)).toBeLessThanOrEqual(WITHIN);
        }
      }
      if (!layerCase.untrainable) expect(tf.memory().numTensors).toBeLessThanOrEqual(before + 3);
    });

    test('exchanges weights with the bare layer, and computes the same', async () => {
      const bare = modelOf(layerCase.layer(undefined, layerCase.inputShape));
      const wrapped = modelOf(wrap(100));
      expect(await fileNames(wrapped)).toEqual(await fileNames(bare));
      wrapped.setWeights(bare.getWeights());
      const { x } = dataOf(layerCase);
      const outputs = [bare, wrapped].map((model) => model.predict(x) as tf.Tensor);
      expect(values([outputs[1]])).toEqual(values([outputs[0]]));
      bare.setWeights(wrapped.getWeights());
      expect(wrapped.layers[0].outputShape).toEqual(bare.layers[0].outputShape);
    });

    test('is saved and loaded with its bound', async () => {
      const model = modelOf(wrap());
      (model.layers[0] as WithMaxNorm).maxValue = C / 2;
      const loaded = await saveAndLoad(model);
      const layer = loaded.layers[0] as WithMaxNorm;
      expect(layer).toBeInstanceOf(WithMaxNorm);
      expect(layer.maxValue).toBe(C / 2);
      expect(layer.name).toBe(model.layers[0].name);
      expect(json(loaded)).toEqual(json(model));
      for (const { weight, axes } of constrainedWeights(layerCase, loaded)) {
        expect(largestNorm(weight, axes)).toBeLessThanOrEqual((C / 2) * (1 + 1e-6));
      }
    });
  },
);

describeBackends('withMaxNorm', (backend) => {
  test('stands inside TimeDistributed and both ways with Bidirectional', async () => {
    const rnn = (): tf.layers.Layer => tf.layers.gru({ units: 2, returnSequences: true });
    const bounded = (layer: tf.layers.Layer): WithMaxNorm =>
      withMaxNorm({ layer, maxValue: C, weights: ['recurrent_kernel'] });
    const bidirectional = (layer: tf.layers.Layer): tf.layers.Layer =>
      tf.layers.bidirectional({ layer: layer as tf.RNN, mergeMode: 'concat' });
    const model = tf.sequential({
      layers: [
        tf.layers.timeDistributed({
          inputShape: [4, 3],
          layer: withMaxNorm({ layer: tf.layers.dense({ units: 3 }), maxValue: C }),
        }),
        bidirectional(bounded(rnn())),
        bounded(bidirectional(rnn())),
        tf.layers.flatten(),
        tf.layers.dense({ units: 1 }),
      ],
    });
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
    const [x, y] = [tf.randomNormal([8, 4, 3], 0, 1, 'float32', 1), tf.fill([8, 1], 100)];
    await model.trainOnBatch(x, y);
    const rows = await normReport(model);
    expect(rows.map(({ maxValue }) => maxValue)).toEqual(new Array(9).fill(C));
    for (const { max } of rows) expect(max).toBeLessThanOrEqual(WITHIN);

    const before = tf.memory().numTensors;
    await model.trainOnBatch(x, y);
    expect(tf.memory().numTensors).toBe(before);

    if (backend === 'tensorflow') return; // its arrays are of another realm than Jest's, and cannot be saved
    const loaded = await saveAndLoad(model);
    expect(json(loaded)).toEqual(json(model));
    expect((await normReport(loaded)).map((row) => row.axis)).toEqual(rows.map((row) => row.axis));
    const outputs = [model, loaded].map((each) => each.predict(x) as tf.Tensor);
    expect(values([outputs[1]])).toEqual(values([outputs[0]]));
  });
});

describe('withMaxNorm', () => {
  beforeAll(() => tf.setBackend('cpu'));

  test('turns one direction of Bidirectional over', () => {
    const build = (wrap: (layer: tf.layers.Layer) => tf.layers.Layer, goBackwards: boolean) =>
      tf.sequential({
        layers: [
          tf.layers.bidirectional({
            inputShape: [5, 2],
            layer: wrap(tf.layers.lstm({ units: 2, goBackwards })) as tf.RNN,
            mergeMode: 'concat',
          }),
        ],
      });
    for (const goBackwards of [false, true]) {
      const bare = build((layer) => layer, goBackwards);
      const wrapped = build((layer) => withMaxNorm({ layer, maxValue: 100 }), goBackwards);
      wrapped.setWeights(bare.getWeights());
      const x = tf.randomNormal([2, 5, 2]);
      expect(values([wrapped.predict(x) as tf.Tensor])).toEqual(
        values([bare.predict(x) as tf.Tensor]),
      );
    }
  });

  test("follows the object's maxValue in both directions of Bidirectional", async () => {
    const layer = withMaxNorm({ layer: tf.layers.lstm({ units: 2 }), maxValue: 1 });
    const model = tf.sequential({
      layers: [
        tf.layers.bidirectional({
          inputShape: [5, 2],
          layer: layer as unknown as tf.RNN,
          mergeMode: 'concat',
        }),
      ],
    });
    layer.maxValue = C;
    expect((await normReport(model)).map(({ maxValue }) => maxValue)).toEqual([C, C]);
    expect((await normReport(await saveAndLoad(model)))[1].maxValue).toBe(C);
  });

  test('takes initial states, symbolic and concrete', () => {
    const lstm = () => tf.layers.lstm({ units: 2, returnState: true });
    const [x, h, c] = [
      tf.input({ shape: [3, 2] }),
      tf.input({ shape: [2] }),
      tf.input({ shape: [2] }),
    ];
    const [bare, wrapped] = [lstm(), withMaxNorm({ layer: lstm(), maxValue: 100 })];
    const models = [bare, wrapped].map((layer) =>
      tf.model({
        inputs: [x, h, c],
        outputs: layer.apply(x, { initialState: [h, c] }) as tf.SymbolicTensor[],
      }),
    );
    models[1].setWeights(models[0].getWeights());
    const data = [tf.randomNormal([2, 3, 2]), tf.randomNormal([2, 2]), tf.randomNormal([2, 2])];
    const [expected, got] = models.map((model) => values(model.predict(data) as tf.Tensor[]));
    expect(got).toEqual(expected);
    const states = { initialState: data.slice(1) };
    expect(values(wrapped.apply(data[0], states) as tf.Tensor[])).toEqual(expected);
  });

  test('bounds the cell of an RNN', async () => {
    const cell = withMaxNorm({ layer: tf.layers.gruCell({ units: 3 }), maxValue: C });
    const model = modelOf(
      tf.layers.rnn({
        cell: cell as unknown as Parameters<typeof tf.layers.rnn>[0]['cell'],
        inputShape: [4, 2],
      }),
    );
    const loaded = await saveAndLoad(model);
    const [row] = await normReport(loaded);
    expect(row.maxValue).toBe(C);
    const x = tf.ones([2, 4, 2]);
    expect(values([loaded.predict(x) as tf.Tensor])).toEqual(
      values([model.predict(x) as tf.Tensor]),
    );
  });

  test('keeps states of a stateful layer', () => {
    const model = tf.sequential({
      layers: [
        withMaxNorm({
          layer: tf.layers.simpleRNN({ units: 2, stateful: true, batchInputShape: [1, 3, 2] }),
        }),
      ],
    });
    const x = tf.ones([1, 3, 2]);
    const first = values([model.predict(x) as tf.Tensor]);
    expect(values([model.predict(x) as tf.Tensor])).not.toEqual(first);
    model.resetStates();
    expect(values([model.predict(x) as tf.Tensor])).toEqual(first);
  });

  test('passes masks, training and freezing', async () => {
    const masked = (wrap: (layer: tf.layers.Layer) => tf.layers.Layer): tf.Sequential =>
      tf.sequential({
        layers: [
          tf.layers.embedding({ inputDim: 5, outputDim: 2, inputLength: 4, maskZero: true }),
          wrap(tf.layers.lstm({ units: 2 })),
        ],
      });
    const [bare, wrapped] = [
      masked((layer) => layer),
      masked((layer) => withMaxNorm({ layer, maxValue: 100 })),
    ];
    wrapped.setWeights(bare.getWeights());
    const x = tf.tensor2d([[1, 2, 0, 0]]);
    expect(values([wrapped.predict(x) as tf.Tensor])).toEqual(
      values([bare.predict(x) as tf.Tensor]),
    );

    const dropout = withMaxNorm({
      layer: tf.sequential({
        layers: [tf.layers.dense({ units: 50, inputShape: [3] }), tf.layers.dropout({ rate: 0.5 })],
      }),
    });
    const zeros = (training: boolean): number =>
      values([dropout.apply(tf.ones([1, 3]), { training }) as tf.Tensor])[0].filter((y) => y === 0)
        .length;
    expect(zeros(true)).toBeGreaterThan(5);
    expect(zeros(false)).toBe(0);

    const frozen = withMaxNorm({
      layer: tf.layers.dense({ units: 2, inputShape: [3], trainable: false }),
    });
    const model = tf.sequential({ layers: [frozen] });
    expect([frozen.trainable, model.trainableWeights.length]).toEqual([false, 0]);
    frozen.trainable = true;
    expect([frozen.layer.trainable, model.trainableWeights.length]).toEqual([true, 2]);
    frozen.trainable = false;
    expect((await saveAndLoad(model)).trainableWeights).toEqual([]);
  });

  test('passes regularization losses and moving averages', async () => {
    const l2 = tf.regularizers.l2({ l2: 0.5 });
    const model = tf.sequential({
      layers: [
        withMaxNorm({
          layer: tf.layers.dense({
            units: 2,
            inputShape: [3],
            kernelInitializer: 'ones',
            kernelRegularizer: l2,
          }),
          maxValue: 1,
        }),
      ],
    });
    model.compile({ optimizer: tf.train.sgd(0), loss: 'meanSquaredError' });
    expect(await model.trainOnBatch(tf.zeros([1, 3]), tf.zeros([1, 2]))).toBeCloseTo(0.5 * 2, 5);
    expect((await normReport(model))[0].advice.map(({ code }) => code)).toContain(
      'also-regularized',
    );

    const normalized = tf.sequential({
      layers: [
        withMaxNorm({
          layer: tf.layers.batchNormalization({ inputShape: [3] }),
          weights: ['gamma'],
          axis: 0,
          maxValue: 0.5,
        }),
      ],
    });
    normalized.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const before = values(normalized.getWeights());
    await normalized.trainOnBatch(tf.randomUniform([8, 3], 4, 5), tf.zeros([8, 3]));
    const after = values(normalized.getWeights());
    expect(largestNorm(normalized.getWeights()[0], [0])).toBeLessThanOrEqual(0.5 * (1 + 1e-6));
    expect(after[2]).not.toEqual(before[2]);
    expect(after[3]).not.toEqual(before[3]);
  });

  test('bounds a custom layer without a constraint option', async () => {
    class Scale extends tf.layers.Layer {
      static className = 'ScaleForTest';
      override build(inputShape: tf.Shape): void {
        const size = inputShape[1]!;
        this.addWeight('myScale', [size, size], 'float32', tf.initializers.ones());
        this.built = true;
      }
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        const [x] = Array.isArray(inputs) ? inputs : [inputs];
        return tf.matMul(x, this.weights[0].read());
      }
    }
    tf.serialization.registerClass(Scale);
    const model = tf.sequential({
      layers: [
        withMaxNorm({ layer: new Scale(), maxValue: C, weights: ['myScale'], inputShape: [4] }),
      ],
    });
    expect(model.inputs[0].shape).toEqual([null, 4]);
    expect(largestNorm(model.getWeights()[0], [0])).toBeCloseTo(C, 5);
    const [row] = await normReport(await saveAndLoad(model));
    expect([row.weight, row.maxValue]).toEqual(['myScale', C]);
  });

  test('takes initial weights, a batch shape, and constrainModel around it', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const model = tf.sequential({
      layers: [
        withMaxNorm({
          layer: tf.layers.dense({ name: 'd', units: 2, weights: [tf.ones([4, 2]), tf.ones([2])] }),
          maxValue: 1,
          batchInputShape: [7, 4],
        }),
      ],
    });
    expect(model.inputs[0].shape).toEqual([7, 4]);
    expect(values(model.getWeights())).toEqual([new Array(8).fill(expect.closeTo(0.5, 5)), [1, 1]]);
    expect(constrainModel(model, { maxValue: 2 }).kept).toHaveLength(1);
    constrainModel(model, { maxValue: 2, replace: true });
    expect(warn).toHaveBeenCalledTimes(1);
    expect((await normReport(await saveAndLoad(model)))[0].maxValue).toBe(1);
    warn.mockRestore();
  });

  test('bad arguments are errors', () => {
    const layer = tf.layers.dense({ name: 'd', units: 2 });
    expect(() => withMaxNorm({ layer: 3 as never })).toThrow('withMaxNorm: layer must be');
    expect(() => withMaxNorm({ layer, maxValue: 0 })).toThrow('maxValue must be a positive finite');
    expect(() => withMaxNorm({ layer, name: 'x' } as never)).toThrow('unknown option "name"');
    expect(() => withMaxNorm({ layer: tf.layers.flatten() }).build([null, 3, 2])).toThrow(
      'withMaxNorm: the selection by layers and weights matches nothing',
    );
    expect(() => withMaxNorm({ layer, weights: ['gamma'] }).build([null, 3])).toThrow(
      'withMaxNorm: the selection by layers and weights matches no weight by "gamma"; there are d/kernel, d/bias.',
    );
    const carrying = tf.layers.dense({ name: 'e', units: 2, kernelConstraint: maxNorm() });
    expect(() => withMaxNorm({ layer: carrying }).build([null, 3])).toThrow(
      'withMaxNorm: weight "kernel" of layer "e" (Dense) must carry no constraint, got MaxNorm; leave one of the two out.',
    );
  });
});
