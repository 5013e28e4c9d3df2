import * as tf from '@tensorflow/tfjs';
import { maxNorm } from '../../src/index.js';
import { describeBackends } from '../support/backends.js';
import { largestNorm } from '../support/reference.js';

const C = 0.5;
const WITHIN = C * (1 + 1e-6);

function denseModel(constraint: ReturnType<typeof maxNorm> | null): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.dense({
        units: 8,
        activation: 'relu',
        inputShape: [4],
        kernelConstraint: constraint ?? undefined,
      }),
      tf.layers.dense({ units: 1, kernelConstraint: constraint ?? undefined }),
    ],
  });
}

/** The largest norm of a unit in any kernel of a model of Dense layers. */
function modelNorm(model: tf.LayersModel): number {
  return Math.max(
    ...model.layers.flatMap((layer) =>
      layer.getWeights().flatMap((weight) => (weight.rank === 2 ? largestNorm(weight, [0]) : [])),
    ),
  );
}

/** Targets far away, so that a step leaves the ball. */
function data(): { x: tf.Tensor; y: tf.Tensor } {
  return {
    x: tf.randomNormal([32, 4], 0, 1, 'float32', 1),
    y: tf.randomNormal([32, 1], 0, 50, 'float32', 2),
  };
}

const optimizers: Record<string, () => tf.Optimizer> = {
  sgd: () => tf.train.sgd(0.05),
  momentum: () => tf.train.momentum(0.05, 0.9),
  nesterov: () => tf.train.momentum(0.05, 0.9, true),
  adagrad: () => tf.train.adagrad(0.5),
  adadelta: () => tf.train.adadelta(0.01),
  adam: () => tf.train.adam(0.5),
  adamax: () => tf.train.adamax(0.5),
  rmsprop: () => tf.train.rmsprop(0.5),
};

/** Plain gradient descent by an optimizer that is none of TensorFlow.js's own. */
class CustomOptimizer extends tf.Optimizer {
  static className = 'CustomOptimizer';
  applyGradients(gradients: tf.NamedTensorMap | { name: string; tensor: tf.Tensor }[]): void {
    const named = Array.isArray(gradients)
      ? gradients.map(({ name, tensor }) => [name, tensor] as const)
      : Object.entries(gradients);
    for (const [name, gradient] of named) {
      const variable = tf.engine().registeredVariables[name];
      tf.tidy(() => variable.assign(tf.sub(variable, tf.mul(gradient, 0.5))));
    }
  }
  override getConfig() {
    return {};
  }
}

type Trainer = (model: tf.LayersModel, x: tf.Tensor, y: tf.Tensor) => Promise<unknown> | void;

function loss(model: tf.LayersModel, x: tf.Tensor, y: tf.Tensor): tf.Scalar {
  return tf.losses.meanSquaredError(y, model.apply(x) as tf.Tensor);
}

const trainers: Record<string, Trainer> = {
  fit: (model, x, y) => model.fit(x, y, { epochs: 3, verbose: 0 }),
  fitDataset: (model, x, y) =>
    model.fitDataset(
      tf.data.zip<{ xs: tf.Tensor; ys: tf.Tensor }>({
        xs: tf.data.array([x]),
        ys: tf.data.array([y]),
      }),
      { epochs: 3, verbose: 0 },
    ),
  trainOnBatch: (model, x, y) => model.trainOnBatch(x, y),
  minimize: (model, x, y) => {
    const optimizer = tf.train.adam(0.5);
    optimizer.minimize(() => loss(model, x, y));
    optimizer.dispose();
  },
  applyGradients: (model, x, y) => {
    const { value, grads } = tf.variableGrads(() => loss(model, x, y));
    const optimizer = tf.train.sgd(0.5);
    optimizer.applyGradients(grads);
    optimizer.dispose();
    tf.dispose([value, grads]);
  },
  'a custom optimizer': (model, x, y) => {
    new CustomOptimizer().minimize(() => loss(model, x, y));
  },
  setWeights: (model) =>
    tf.tidy(() => model.setWeights(model.getWeights().map((w) => tf.mul(w, 100)))),
  assign: (model) =>
    tf.tidy(() => {
      for (const weight of model.trainableWeights) {
        const variable = weight.read() as tf.Variable;
        variable.assign(tf.mul(variable, 100));
      }
    }),
  loadWeights: (model) =>
    tf.tidy(() =>
      model.loadWeights(
        Object.fromEntries(
          model.weights.map((weight) => [weight.name, tf.mul(weight.read(), 100)]),
        ),
      ),
    ),
};

describeBackends('the bound is enforced', () => {
  test.each(Object.entries(optimizers))('through fit with %s', async (_, optimizer) => {
    const { x, y } = data();
    const norms: number[] = [];
    const model = denseModel(maxNorm({ maxValue: C }));
    model.compile({ optimizer: optimizer(), loss: 'meanSquaredError' });
    await model.fit(x, y, {
      epochs: 4,
      verbose: 0,
      callbacks: { onBatchEnd: () => void norms.push(modelNorm(model)) },
    });
    expect(norms.length).toBe(4);
    expect(Math.max(...norms)).toBeLessThanOrEqual(WITHIN);

    const free = denseModel(null);
    free.compile({ optimizer: optimizer(), loss: 'meanSquaredError' });
    await free.fit(x, y, { epochs: 4, verbose: 0 });
    expect(modelNorm(free)).toBeGreaterThan(WITHIN);
  });

  test.each(Object.entries(trainers))(
    'through %s, and no tensor is left over',
    async (_, train) => {
      const { x, y } = data();
      const model = denseModel(maxNorm({ maxValue: C }));
      model.compile({ optimizer: tf.train.adam(0.5), loss: 'meanSquaredError' });
      await train(model, x, y);
      const before = tf.memory();
      for (let i = 0; i < 5; i++) await train(model, x, y);
      expect(tf.memory().numTensors).toBe(before.numTensors);
      expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
      expect(modelNorm(model)).toBeLessThanOrEqual(WITHIN);
      expect(modelNorm(model)).toBeGreaterThan(C * 0.99);
    },
  );

  test('from creation on', () => {
    const layer = tf.layers.dense({
      units: 3,
      inputShape: [4],
      kernelInitializer: 'ones',
      kernelConstraint: maxNorm({ maxValue: 1 }),
    });
    const model = tf.sequential({ layers: [layer] });
    model
      .getWeights()[0]
      .dataSync()
      .forEach((value) => expect(value).toBeCloseTo(0.5, 6));
  });

  test('after recompiling, freezing and thawing', async () => {
    const { x, y } = data();
    const model = denseModel(maxNorm({ maxValue: C }));
    for (const trainable of [true, false, true]) {
      model.layers[0].trainable = trainable;
      model.compile({ optimizer: tf.train.adam(0.5), loss: 'meanSquaredError' });
      await model.fit(x, y, { epochs: 2, verbose: 0 });
      expect(modelNorm(model)).toBeLessThanOrEqual(WITHIN);
    }
    tf.tidy(() => model.setWeights(model.getWeights().map((w) => tf.mul(w, 100))));
    expect(modelNorm(model)).toBeLessThanOrEqual(WITHIN);
  });
});

test('not one tensor is left over in 1,000 steps, or in 100 loadWeights', async () => {
  await tf.setBackend('cpu');
  const { x, y } = data();
  const model = denseModel(maxNorm({ maxValue: C }));
  model.compile({ optimizer: tf.train.adam(0.1), loss: 'meanSquaredError' });
  await model.trainOnBatch(x, y);
  const before = tf.memory();
  for (let i = 0; i < 1000; i++) await model.trainOnBatch(x, y);
  for (let i = 0; i < 100; i++) await trainers.loadWeights(model, x, y);
  expect(tf.memory().numTensors).toBe(before.numTensors);
  expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  expect(modelNorm(model)).toBeLessThanOrEqual(WITHIN);
});

test('the constraint is applied once a step and weight', async () => {
  const { x, y } = data();
  const constraint = maxNorm({ maxValue: C });
  const layer = tf.layers.dense({ units: 1, inputShape: [4], kernelConstraint: constraint });
  const model = tf.sequential({ layers: [layer] });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const adapted = (layer as unknown as { kernelConstraint: { apply(w: tf.Tensor): tf.Tensor } })
    .kernelConstraint;
  const apply = jest.spyOn(Object.getPrototypeOf(adapted) as typeof adapted, 'apply');
  await model.trainOnBatch(x, y);
  expect(apply).toHaveBeenCalledTimes(1);
  tf.tidy(() => layer.setWeights(layer.getWeights().map((w) => tf.mul(w, 3))));
  expect(apply).toHaveBeenCalledTimes(2);
  apply.mockRestore();
});

test('a changed maxValue acts from the next step, on every layer that shares the constraint', async () => {
  const { x, y } = data();
  const constraint = maxNorm({ maxValue: C });
  const model = denseModel(constraint);
  model.compile({ optimizer: tf.train.adam(0.5), loss: 'meanSquaredError' });
  await model.fit(x, y, { epochs: 3, verbose: 0 });
  constraint.maxValue = 0.1;
  await model.fit(x, y, { epochs: 1, verbose: 0 });
  expect(modelNorm(model)).toBeLessThanOrEqual(0.1 * (1 + 1e-6));
  expect(modelNorm(model)).toBeGreaterThan(0.099);
  expect(() => (constraint.maxValue = 0)).toThrow('maxValue must be a positive finite number');
  expect(constraint.maxValue).toBe(0.1);
});

test('a value that does not fit keeps the error of TensorFlow.js, and the weight its value', () => {
  const model = denseModel(maxNorm({ maxValue: C }));
  const kernel = model.layers[0].weights[0].read() as tf.Variable;
  const before = Array.from(kernel.dataSync());
  expect(() => kernel.assign(tf.ones([3, 3]))).toThrow(
    'shape of the new value (3,3) and previous value (4,8) must match',
  );
  expect(() => kernel.assign(tf.ones([4, 8], 'int32'))).toThrow(
    'dtype of the new value (int32) and previous value (float32) must match',
  );
  expect(Array.from(kernel.dataSync())).toEqual(before);
});

test('a weight assigned to itself keeps its value', () => {
  const model = denseModel(maxNorm({ maxValue: C }));
  const kernel = model.layers[0].weights[0].read() as tf.Variable;
  const before = Array.from(kernel.dataSync());
  const { numTensors } = tf.memory();
  kernel.assign(kernel);
  expect(Array.from(kernel.dataSync())).toEqual(before);
  expect(tf.memory().numTensors).toBe(numTensors);
});

describe('the constraints of TensorFlow.js are enforced as well', () => {
  const constraints: [string, object | string, (column: number[]) => boolean][] = [
    ['nonNeg object', tf.constraints.nonNeg(), (w) => w.every((value) => value >= 0)],
    ['nonNeg name', 'nonNeg', (w) => w.every((value) => value >= 0)],
    ['unitNorm', tf.constraints.unitNorm({ axis: 0 }), (w) => Math.abs(norm(w) - 1) < 1e-5],
    [
      'minMaxNorm config',
      { className: 'MinMaxNorm', config: { minValue: 0.5, maxValue: 1, axis: 0 } },
      (w) => norm(w) > 0.4999 && norm(w) < 1.0001,
    ],
    ['maxNorm object', tf.constraints.maxNorm({ maxValue: C, axis: 0 }), (w) => norm(w) <= WITHIN],
    ['maxNorm name', 'maxNorm', (w) => norm(w) <= 2 * (1 + 1e-6)],
    ['custom subclass', new (custom())(), (w) => w.every((value) => value === 7)],
  ];

  function norm(values: number[]): number {
    return Math.hypot(...values);
  }

  function custom(): new () => ReturnType<typeof tf.constraints.nonNeg> {
    const Constraint = Object.getPrototypeOf(
      tf.constraints.nonNeg().constructor,
    ) as new () => ReturnType<typeof tf.constraints.nonNeg>;
    return class Sevens extends Constraint {
      static className = 'SevensOfEnforcement';
      override apply(w: tf.Tensor): tf.Tensor {
        return tf.fill(w.shape, 7);
      }
    };
  }

  test.each(constraints)('%s', async (_, kernelConstraint, holds) => {
    const { x, y } = data();
    const model = tf.sequential({
      layers: [
        tf.layers.dense({
          units: 1,
          inputShape: [4],
          kernelConstraint: kernelConstraint as string,
        }),
      ],
    });
    model.compile({ optimizer: tf.train.adam(1), loss: 'meanSquaredError' });
    await model.trainOnBatch(x, y);
    const before = tf.memory().numTensors;
    for (let i = 0; i < 10; i++) {
      await model.trainOnBatch(x, y);
      expect(holds(Array.from(model.getWeights()[0].dataSync()))).toBe(true);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  test('one that returns its argument', async () => {
    const { x, y } = data();
    const Constraint = Object.getPrototypeOf(
      tf.constraints.nonNeg().constructor,
    ) as new () => ReturnType<typeof tf.constraints.nonNeg>;
    class Same extends Constraint {
      static className = 'SameOfEnforcement';
      override apply(w: tf.Tensor): tf.Tensor {
        return w;
      }
    }
    const layer = tf.layers.dense({ units: 1, inputShape: [4], kernelConstraint: new Same() });
    const model = tf.sequential({ layers: [layer] });
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    await model.trainOnBatch(x, y);
    const before = tf.memory().numTensors;
    await model.trainOnBatch(x, y);
    expect(tf.memory().numTensors).toBe(before);
    expect(Number.isFinite(model.getWeights()[0].dataSync()[0])).toBe(true);
  });
});
