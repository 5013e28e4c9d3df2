import * as tf from '@tensorflow/tfjs';
import { maxNorm, MaxNorm, unitNorms } from '../../src/index.js';
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
        // At the bound: other axes than the unit's would keep the units further in.
        expect(largestNorm(weight, axes)).toBeGreaterThan(C * 0.999);
        const { norms } = reference(weight.dataSync(), weight.shape, axes);
        Array.from(tf.tidy(() => unitNorms(weight, axes).dataSync())).forEach((norm, unit) =>
          expect(norm).toBeCloseTo(norms[unit], 6),
        );
      }
    });
  },
);

test('bounds a layer that is shared by two inputs', async () => {
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

test('both directions of a Bidirectional follow the object that the user has', async () => {
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
      'maxNorm on weight "kernel" of layer "d" (Dense): axis must be in [-2, 1] for a weight of rank 2, got 2.',
    );
  });

  test('axis 0 on a convolution is used as given, with one warning for each weight', () => {
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
    expect(warn).toHaveBeenCalledTimes(2);
    expect(warn.mock.calls[0][0]).toBe(
      'maxNorm on weight "kernel" of layer "conv" (Conv2D): axis [0] is used as given, but one unit\'s incoming ' +
        'weights are in [0, 1, 2]: its norm is not what is bounded. Give axis: [0, 1, 2], or leave axis out of maxNorm to ' +
        'have it found. In a model from a file, constrainModel(model, { maxValue, replace: true }) finds it.',
    );
    warn.mockRestore();
    expect(layer.getWeights()[0].dataSync()[0]).toBeCloseTo(Math.SQRT1_2, 6);
  });
});

describe("TensorFlow.js's own constraints", () => {
  const { maxNorm: plainMaxNorm, minMaxNorm, unitNorm } = tf.constraints;
  const conv2d = (constraint: object) =>
    tf.layers.conv2d({
      filters: 2,
      kernelSize: 2,
      name: 'conv',
      inputShape: [4, 4, 3],
      kernelConstraint: constraint as never,
    });
  let warn: jest.SpyInstance<void, string[]>;
  beforeEach(() => (warn = jest.spyOn(console, 'warn').mockImplementation()));
  afterEach(() => warn.mockRestore());

  test.each([
    ['UnitNorm', () => unitNorm({ axis: 0 })],
    ['MinMaxNorm', () => minMaxNorm({})],
    ['MaxNorm', () => plainMaxNorm({ maxValue: 1, axis: [2, 0] as never })],
  ])(
    '%s along other axes than those of a unit is warned about, with the axis to give',
    (name, make) => {
      tf.sequential({ layers: [conv2d(make())] });
      expect(warn).toHaveBeenCalledTimes(1);
      expect(warn.mock.calls[0][0]).toContain(
        `${name} on weight "kernel" of layer "conv" (Conv2D): axis [0`,
      );
      expect(warn.mock.calls[0][0]).toContain('Give axis: [0, 1, 2]');
    },
  );

  test('nothing is said where the axes are those of a unit, or the others have size 1', () => {
    tf.sequential({ layers: [conv2d(unitNorm({ axis: [0, -2, 1] as never }))] });
    tf.sequential({
      layers: [tf.layers.dense({ units: 2, inputShape: [3], kernelConstraint: 'unitNorm' })],
    });
    // EEGNet: electrodes lie along the first axis, the second is 1 wide.
    tf.sequential({
      layers: [
        tf.layers.depthwiseConv2d({
          kernelSize: [8, 1],
          inputShape: [8, 16, 2],
          depthwiseConstraint: maxNorm({ maxValue: 1, axis: 0 }),
        }),
        tf.layers.depthwiseConv2d({
          kernelSize: [1, 4],
          depthwiseConstraint: unitNorm({ axis: 1 }),
        }),
      ],
    });
    tf.sequential({
      layers: [tf.layers.dense({ units: 2, inputShape: [3], biasConstraint: 'unitNorm' })],
    });
    expect(warn).not.toHaveBeenCalled();
  });
});

describe('a function that was not called', () => {
  const message = /maxNorm: the constraint of a layer .* write maxNorm\(\{ maxValue: 2 \}\)/;
  const uncalled = maxNorm as never;

  test.each([
    ['dense', () => tf.layers.dense({ units: 1, kernelConstraint: uncalled })],
    ['conv2d', () => tf.layers.conv2d({ filters: 1, kernelSize: 1, kernelConstraint: uncalled })],
    [
      'depthwiseConv2d',
      () => tf.layers.depthwiseConv2d({ kernelSize: 1, depthwiseConstraint: uncalled }),
    ],
    [
      'separableConv2d',
      () => tf.layers.separableConv2d({ filters: 1, kernelSize: 1, pointwiseConstraint: uncalled }),
    ],
    [
      'embedding',
      () => tf.layers.embedding({ inputDim: 1, outputDim: 1, embeddingsConstraint: uncalled }),
    ],
    ['lstm', () => tf.layers.lstm({ units: 1, recurrentConstraint: uncalled })],
    ['batchNormalization', () => tf.layers.batchNormalization({ gammaConstraint: uncalled })],
    ['the class', () => tf.layers.dense({ units: 1, kernelConstraint: MaxNorm as never })],
  ])('%s is told to call it', (_, make) => {
    expect(make).toThrow(message);
    expect(make).toThrow(TypeError);
  });

  test('so is a custom layer, which gives it to addWeight', () => {
    class Custom extends tf.layers.Layer {
      static className = 'CustomOfUncalled';
      constructor(private readonly given: unknown) {
        super({ name: 'mine' });
      }
      override build() {
        this.addWeight(
          'kernel',
          [2, 2],
          'float32',
          tf.initializers.ones(),
          undefined,
          true,
          this.given as never,
        );
      }
    }
    const before = tf.memory().numTensors;
    expect(() => new Custom(maxNorm).build()).toThrow(
      /^layer "mine" \(CustomOfUncalled\): the constraint of weight "kernel" must be a constraint, got a function that was not/,
    );
    expect(() => new Custom('maxNorm').build()).toThrow(
      'the constraint of weight "kernel" must be a constraint such as maxNorm({ maxValue: 2 }), got "maxNorm".',
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('a custom layer with a constrained weight just works', async () => {
  class Custom extends tf.layers.Layer {
    static className = 'CustomOfLayerConstraints';
    bound = maxNorm({ maxValue: C });
    private matrix!: tf.LayerVariable;
    override build(inputShape: tf.Shape) {
      this.matrix = this.addWeight(
        'matrix',
        [inputShape[1]!, 3],
        'float32',
        tf.initializers.glorotNormal({}),
        undefined,
        true,
        this.bound,
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
  expect(layer.bound.axis).toEqual([0]);
});
