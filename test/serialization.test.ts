import * as tf from '@tensorflow/tfjs';
import { maxNorm, MaxNorm } from '../src/index.js';
import { constrainedWeights, dataOf, layerCases, modelOf, step } from './support/layerCases.js';
import { largestNorm } from './support/reference.js';
import { anotherTfjs, save } from './support/saving.js';

const C = 0.3;

beforeAll(() => tf.setBackend('cpu'));

function constraintOf(layer: tf.layers.Layer, field = 'kernelConstraint'): MaxNorm {
  return (layer as unknown as Record<string, MaxNorm>)[field];
}

describe.each(layerCases.map((layerCase) => [layerCase.title, layerCase] as const))(
  'a saved %s',
  (_, layerCase) => {
    async function trained(): Promise<tf.Sequential> {
      const model = modelOf(layerCase, maxNorm({ maxValue: C }));
      model.compile({ optimizer: tf.train.adam(0.3), loss: 'meanSquaredError' });
      for (let i = 0; i < 3; i++) await step(layerCase, model, dataOf(layerCase));
      return model;
    }

    test('names MaxNorm, its bound and its axes', async () => {
      const { modelTopology } = await save(await trained());
      const found = new Set<string>();
      JSON.stringify(modelTopology, (_key, value: { class_name?: string; config?: unknown }) => {
        if (value?.class_name === 'MaxNorm') found.add(JSON.stringify(value.config));
        return value;
      });
      const expected = layerCase.weights.map(([, axis]) => JSON.stringify({ max_value: C, axis }));
      expect(found).toEqual(new Set(expected));
    });

    test('loads bit for bit, and the bound is enforced in further training', async () => {
      const model = await trained();
      const data = dataOf(layerCase);
      const loaded = await tf.loadLayersModel(tf.io.fromMemory(await save(model)));
      model
        .getWeights()
        .forEach((weight, i) =>
          expect(loaded.getWeights()[i].dataSync()).toEqual(weight.dataSync()),
        );
      expect((loaded.predict(data.x) as tf.Tensor).dataSync()).toEqual(
        (model.predict(data.x) as tf.Tensor).dataSync(),
      );
      loaded.compile({ optimizer: tf.train.adam(0.3), loss: 'meanSquaredError' });
      await step(layerCase, loaded, data);
      const before = tf.memory().numTensors;
      for (let i = 0; i < 3; i++) await step(layerCase, loaded, data);
      expect(tf.memory().numTensors).toBe(before);
      for (const { weight, axes } of constrainedWeights(layerCase, loaded)) {
        expect(largestNorm(weight, axes)).toBeLessThanOrEqual(C * (1 + 1e-6));
        expect(largestNorm(weight, axes)).toBeGreaterThan(C * 0.999);
      }
    });

    test('loads in plain TensorFlow.js, with the same predictions', async () => {
      const model = await trained();
      const { x } = dataOf(layerCase);
      const expected = (model.predict(x) as tf.Tensor).dataSync();
      const saved = await save(model);
      tf.disposeVariables(); // both copies count the names of variables in one place
      const plain = await anotherTfjs().loadLayersModel(tf.io.fromMemory(saved));
      const actual = (plain.predict(x) as tf.Tensor).dataSync();
      const scale = Math.max(...expected.map(Math.abs));
      // tfjs scales each constrained weight by c / (1e-7 + c) when it loads.
      actual.forEach((value, i) =>
        expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(1e-5 * scale),
      );
    });
  },
);

describe('what resolves to MaxNorm', () => {
  const dense = (kernelConstraint: unknown) => {
    const layer = tf.layers.dense({
      units: 2,
      inputShape: [3],
      kernelConstraint: kernelConstraint as string,
    });
    tf.sequential({ layers: [layer] });
    return constraintOf(layer);
  };

  test.each([
    ['the name', 'maxNorm', { maxValue: 2, axis: [0] }],
    [
      'a config of TensorFlow.js',
      { className: 'MaxNorm', config: { maxValue: 3, axis: 0 } },
      { maxValue: 3, axis: 0 },
    ],
    [
      'a config without axes',
      { className: 'MaxNorm', config: { maxValue: 3 } },
      { maxValue: 3, axis: [0] },
    ],
  ])('%s', (_, saved, config) => {
    const constraint = dense(saved);
    expect(constraint).toBeInstanceOf(MaxNorm);
    expect(constraint.getConfig()).toEqual(config);
  });

  test.each([
    ['Keras 2', { class_name: 'MaxNorm', config: { max_value: 3, axis: [0, 1, 2] } }],
    [
      'Keras 3',
      {
        module: 'keras.constraints',
        class_name: 'MaxNorm',
        config: { max_value: 3, axis: [0, 1, 2] },
        registered_name: null,
      },
    ],
  ])('a topology that %s wrote', async (_, kernel_constraint) => {
    const model = await tf.models.modelFromJSON({
      class_name: 'Sequential',
      config: [
        {
          class_name: 'Conv2D',
          config: {
            name: 'conv',
            filters: 4,
            kernel_size: [3, 3],
            batch_input_shape: [null, 8, 8, 2],
            kernel_constraint,
          },
        },
      ],
    } as unknown as tf.io.ModelJSON['modelTopology'] & object as never);
    const constraint = constraintOf(model.layers[0]);
    expect(constraint).toBeInstanceOf(MaxNorm);
    expect(constraint.getConfig()).toEqual({ maxValue: 3, axis: [0, 1, 2] });
  });
});

test('getConfig is fresh, and holds what was given', () => {
  const axis = [0, 1];
  const constraint = maxNorm({ maxValue: 3, axis });
  const config = constraint.getConfig();
  expect(config).toEqual({ maxValue: 3, axis: [0, 1] });
  (config.axis as number[]).push(9);
  axis.push(9);
  expect(constraint.getConfig()).toEqual({ maxValue: 3, axis: [0, 1] });
  expect(constraint.getConfig()).not.toBe(constraint.getConfig());
  expect(maxNorm().getConfig()).toEqual({ maxValue: 2, axis: null });
  expect(maxNorm({ axis: -1 }).getConfig()).toEqual({ maxValue: 2, axis: -1 });
});

test('a maxValue that was changed is what is saved', async () => {
  const constraint = maxNorm({ maxValue: 3 });
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 2, inputShape: [3], kernelConstraint: constraint })],
  });
  constraint.maxValue = 1.5;
  expect(JSON.stringify((await save(model)).modelTopology)).toContain(
    '{"class_name":"MaxNorm","config":{"max_value":1.5,"axis":[0]}}',
  );
});

test('a DepthwiseConv2D with a regularizer and no constraint keeps both so', async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.depthwiseConv2d({
        kernelSize: 2,
        inputShape: [4, 4, 2],
        depthwiseRegularizer: 'l1l2',
      }),
    ],
  });
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(await save(model)));
  expect(constraintOf(loaded.layers[0], 'depthwiseConstraint')).toBeNull();
  expect(loaded.layers[0].getConfig().depthwiseRegularizer).not.toBeNull();
});
