import * as tf from '@tensorflow/tfjs';
import { maxNorm, unitNorms } from '../../src/index.js';
import { constrainedWeights, dataOf, layerCases, modelOf, step } from '../support/layerCases.js';
import { largestNorm, reference } from '../support/reference.js';

const C = 0.3;

beforeAll(() => tf.setBackend('cpu'));

describe.each(layerCases.map((layerCase) => [layerCase.title, layerCase] as const))(
  '%s',
  (_, layerCase) => {
    test('keeps every unit of every weight within the bound, by one constraint object', async () => {
      const data = dataOf(layerCase);
      const model = modelOf(layerCase, maxNorm({ maxValue: C }));
      model.compile({ optimizer: tf.train.adam(0.3), loss: 'meanSquaredError' });
      await step(layerCase, model, data);
      const before = tf.memory();
      for (let i = 0; i < 4; i++) {
        await step(layerCase, model, data);
        for (const { weight, axes } of constrainedWeights(layerCase, model)) {
          expect(largestNorm(weight, axes)).toBeLessThanOrEqual(C * (1 + 1e-6));
        }
      }
      expect(tf.memory().numTensors).toBe(before.numTensors);
      for (const { weight, axes } of constrainedWeights(layerCase, model)) {
        // At the bound: other axes than the unit's would hold the units further in.
        expect(largestNorm(weight, axes)).toBeGreaterThan(C * 0.999);
        const { norms } = reference(weight.dataSync(), weight.shape, axes);
        Array.from(tf.tidy(() => unitNorms(weight, axes).dataSync())).forEach((norm, unit) =>
          expect(norm).toBeCloseTo(norms[unit], 6),
        );
      }
    });
  },
);

test('holds a layer that is shared by two inputs', async () => {
  const layer = tf.layers.dense({ units: 3, kernelConstraint: maxNorm({ maxValue: C }) });
  const inputs = [tf.input({ shape: [4] }), tf.input({ shape: [4] })];
  const outputs = inputs.map((input) => layer.apply(input) as tf.SymbolicTensor);
  const model = tf.model({
    inputs,
    outputs: tf.layers.add().apply(outputs) as tf.SymbolicTensor,
  });
  model.compile({ optimizer: tf.train.adam(0.3), loss: 'meanSquaredError' });
  const x = tf.randomNormal([8, 4]);
  for (let step = 0; step < 4; step++) await model.trainOnBatch([x, x], tf.fill([8, 3], 100));
  expect(largestNorm(layer.getWeights()[0], [0])).toBeLessThanOrEqual(C * (1 + 1e-6));
  expect(largestNorm(layer.getWeights()[0], [0])).toBeGreaterThan(C * 0.999);
});

test('both directions of a Bidirectional follow the object that the user holds', async () => {
  const constraint = maxNorm({ maxValue: C });
  const layerCase = layerCases.find(({ title }) => title === 'Bidirectional')!;
  const data = dataOf(layerCase);
  const model = modelOf(layerCase, constraint);
  model.compile({ optimizer: tf.train.adam(0.3), loss: 'meanSquaredError' });
  constraint.maxValue = C / 2;
  await step(layerCase, model, data);
  for (const { weight, axes } of constrainedWeights(layerCase, model)) {
    expect(largestNorm(weight, axes)).toBeLessThanOrEqual((C / 2) * (1 + 1e-6));
  }
});

describe('axes that are no unit', () => {
  const build = (layer: tf.layers.Layer, shape: number[]) =>
    tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: shape }), layer] });

  test('a bias under automatic axes is refused by name, with what to write', () => {
    const layer = tf.layers.dense({ units: 2, name: 'out', biasConstraint: maxNorm() });
    expect(() => build(layer, [3])).toThrow(
      'maxNorm: weight "bias" of layer "out" (Dense) has no incoming weights to bound a unit by. ' +
        'Write the axes that hold one vector, such as maxNorm({ axis: 0 }) for the whole of a bias, ' +
        'or leave its constraint out.',
    );
  });

  test('gamma and alpha likewise', () => {
    expect(() => build(tf.layers.batchNormalization({ gammaConstraint: maxNorm() }), [3])).toThrow(
      '"gamma"',
    );
    expect(() => build(tf.layers.prelu({ alphaConstraint: maxNorm() }), [3, 4])).toThrow('"alpha"');
  });

  test('a bias under an explicit axis is bounded as one vector', () => {
    const layer = tf.layers.dense({
      units: 4,
      biasInitializer: 'ones',
      biasConstraint: maxNorm({ maxValue: 1, axis: 0 }),
    });
    build(layer, [3]);
    layer
      .getWeights()[1]
      .dataSync()
      .forEach((value) => expect(value).toBeCloseTo(0.5, 6));
  });

  test('an axis outside of the weight is refused when the layer is built', () => {
    const layer = tf.layers.dense({ units: 2, name: 'd', kernelConstraint: maxNorm({ axis: 2 }) });
    expect(() => build(layer, [3])).toThrow(
      'maxNorm on weight "kernel" of layer "d" (Dense): axis must lie in [-2, 1] for a weight of rank 2, got 2.',
    );
  });

  test('axis 0 on a convolution is honoured, and warned about once', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const make = () =>
      tf.layers.conv2d({
        filters: 2,
        kernelSize: 2,
        name: 'conv',
        kernelInitializer: 'ones',
        kernelConstraint: maxNorm({ maxValue: 1, axis: 0 }),
      });
    const layer = make();
    build(layer, [4, 4, 3]);
    build(make(), [4, 4, 3]);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0][0]).toBe(
      'maxNorm on weight "kernel" of layer "conv" (Conv2D): axis [0] is used as given, but one unit\'s incoming ' +
        'weights are in [0, 1, 2]: its norm is not what is bounded. Leave axis out to have it found.',
    );
    warn.mockRestore();
    expect(layer.getWeights()[0].dataSync()[0]).toBeCloseTo(Math.SQRT1_2, 6);
  });
});

test('a custom layer with a constrained weight just works', async () => {
  class Custom extends tf.layers.Layer {
    static className = 'CustomOfLayerConstraints';
    held = maxNorm({ maxValue: C });
    private matrix!: tf.LayerVariable;
    override build(inputShape: tf.Shape) {
      this.matrix = this.addWeight(
        'matrix',
        [inputShape[1]!, 3],
        'float32',
        tf.initializers.glorotNormal({}),
        undefined,
        true,
        this.held,
      );
      this.built = true;
    }
    override computeOutputShape(inputShape: tf.Shape): tf.Shape {
      return [inputShape[0], 3];
    }
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      return tf.matMul(x, this.matrix.read());
    }
  }
  const layer = new Custom();
  const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [4] }), layer] });
  model.compile({ optimizer: tf.train.adam(0.3), loss: 'meanSquaredError' });
  for (let i = 0; i < 4; i++) {
    await model.trainOnBatch(tf.randomNormal([8, 4]), tf.fill([8, 3], 100));
  }
  expect(largestNorm(layer.getWeights()[0], [0])).toBeLessThanOrEqual(C * (1 + 1e-6));
  expect(layer.held.axis).toEqual([0]);
});
