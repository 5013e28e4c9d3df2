import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { enableWasmTraining } from '../../src/wasm/index.js';
import { randomOperand } from './compareWithCpu.js';
import { disableWasmTraining } from './disableWasmTraining.js';
import { GuardTensors } from './guardTensors.js';

// One optimizer that meets several sets of weights, and gradients of other shapes and dtypes than the weights'.

beforeEach(async () => {
  await enableWasmTraining();
  await tf.setBackend('wasm');
});

const optimizers: Record<string, () => tf.Optimizer> = {
  adam: () => tf.train.adam(0.1),
  momentum: () => tf.train.momentum(0.05, 0.9),
  'momentum with Nesterov': () => tf.train.momentum(0.05, 0.9, true),
};

const shapes = [[2], [8], [3, 2], [2, 3], [], [1], [0], [6]];

const gradients: Record<string, (shape: number[], seed: number) => tf.Tensor | null> = {
  own: (shape, seed) => tf.tensor(randomOperand(shape, seed).values, shape),
  scalar: () => tf.scalar(0.5),
  row: (shape) => tf.ones(shape.slice(-1)),
  bigger: (shape) => tf.ones([2, ...shape]),
  longer: (shape) => tf.ones(shape.map((size) => size + 1)),
  flat: (shape) => tf.ones([tf.util.sizeFromShape(shape)]),
  // No bool, whose squares stock wasm leaves as it finds them.
  int32: (shape) => tf.ones(shape, 'int32'),
  empty: () => tf.zeros([0]),
  missing: () => null,
  disposed: (shape) => {
    const tensor = tf.ones(shape);
    tensor.dispose();
    return tensor;
  },
};

interface Step {
  /** Numbers of weights, in the order in which the optimizer gets them. */
  weights: number[];
  /** The name of each weight's gradient. */
  gradients: string[];
  asList: boolean;
}

const step: fc.Arbitrary<Step> = fc
  .record({
    weights: fc.uniqueArray(fc.nat({ max: shapes.length - 1 }), { minLength: 1, maxLength: 3 }),
    strange: fc.constantFrom(...Object.keys(gradients)),
    strangeAt: fc.nat({ max: 5 }),
    asList: fc.boolean(),
  })
  .map(({ weights, strange, strangeAt, asList }) => ({
    weights,
    gradients: weights.map((_, i) => (i === strangeAt ? strange : 'own')),
    asList,
  }));

/** What there is to see of some steps: errors, weights, the optimizer's state, tensors left. */
async function outcomeOf(makeOptimizer: () => tf.Optimizer, steps: Step[]): Promise<unknown[]> {
  const outcome: unknown[] = [];
  const guards = new GuardTensors();
  const numTensors = tf.memory().numTensors;
  const optimizer = makeOptimizer();
  const weights = shapes.map((shape, i) => {
    guards.lay();
    return tf.tidy(() => tf.variable(gradients.own(shape, i + 1)!, true, `other-weights-${i}`));
  });
  steps.forEach((step, s) => {
    const entries = step.weights.map((w, i) => ({
      name: weights[w].name,
      tensor: gradients[step.gradients[i]](shapes[w], 10 * s + i) as tf.Tensor,
    }));
    guards.lay();
    try {
      optimizer.applyGradients(
        step.asList
          ? entries
          : Object.fromEntries(entries.map(({ name, tensor }) => [name, tensor])),
      );
    } catch (error) {
      outcome.push((error as Error).message);
    }
    tf.dispose(entries.map(({ tensor }) => tensor).filter((tensor) => tensor != null));
    guards.expectUnchanged();
  });
  for (const { name, tensor } of await optimizer.getWeights()) {
    outcome.push([name, tensor.shape, [...tensor.dataSync()]]);
    if (name === 'iter') tensor.dispose();
  }
  outcome.push(...weights.map((weight) => [...weight.dataSync()]));
  guards.dispose();
  optimizer.dispose();
  tf.dispose(weights);
  outcome.push(tf.memory().numTensors - numTensors);
  return outcome;
}

describe.each(Object.entries(optimizers))('%s', (_, makeOptimizer) => {
  test('does to any weights and gradients what the stock optimizer does, to the last bit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const ours = await outcomeOf(makeOptimizer, steps);
        disableWasmTraining();
        const stock = await outcomeOf(makeOptimizer, steps);
        await enableWasmTraining();
        expect(ours).toEqual(stock);
      }),
      { numRuns: 80 },
    );
  });

  test('throws as stock does for the weights of a second model, and goes on with the first', () => {
    tf.tidy(() => {
      const a = tf.variable(tf.ones([2]));
      const b = tf.variable(tf.ones([8]));
      const optimizer = makeOptimizer();
      const loss = (weight: tf.Variable) => () => tf.sum<tf.Scalar>(tf.square(weight));
      const guards = new GuardTensors();
      guards.lay();
      optimizer.minimize(loss(a), false, [a]);
      guards.lay();
      expect(() => optimizer.minimize(loss(b), false, [b])).toThrow(/broadcast|must match/);
      expect([...b.dataSync()]).toEqual(Array(8).fill(1));
      optimizer.minimize(loss(a), false, [a]);
      guards.expectUnchanged();
      expect(Math.max(...a.dataSync())).toBeLessThan(0.85);
    });
  });

  test('trains on when layers of the same shape are frozen and thawed', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 4, inputShape: [4], name: 'first' }),
        tf.layers.dense({ units: 4, name: 'second' }),
        tf.layers.dense({ units: 2, name: 'third' }),
      ],
    });
    const optimizer = makeOptimizer();
    const [x, y] = [tf.ones([3, 4]), tf.ones([3, 2])];
    const guards = new GuardTensors();
    const outcomes: string[] = [];
    const rounds = async () => {
      for (const frozen of [[], ['first'], ['second'], ['third'], ['first', 'second']]) {
        for (const layer of model.layers) layer.trainable = !frozen.includes(layer.name);
        model.compile({ optimizer, loss: 'meanSquaredError' });
        guards.lay();
        const outcome = await model.trainOnBatch(x, y).then(
          () => 'trained',
          (error: Error) => error.message,
        );
        outcomes.push(outcome);
      }
    };
    const weights = model.getWeights().map((weight) => weight.clone());
    await rounds();
    const ours = outcomes.splice(0);
    guards.expectUnchanged();
    disableWasmTraining();
    for (const layer of model.layers) layer.trainable = true;
    model.setWeights(weights);
    await rounds();
    expect(ours).toEqual(outcomes);
    expect(ours).toContain('trained');
    guards.dispose();
    tf.dispose([x, y, weights]);
    model.dispose();
  });

  test('leaves no tensor behind in 1,000 steps, half of which fail', () => {
    const a = tf.variable(tf.ones([3, 2]));
    const b = tf.variable(tf.ones([2, 3]));
    const optimizer = makeOptimizer();
    const gradient = tf.ones([3, 2]);
    const fit = () => optimizer.applyGradients({ [a.name]: gradient });
    const misfit = () => optimizer.applyGradients({ [b.name]: gradient });
    fit();
    const { numTensors } = tf.memory();
    const numDataIds = tf.backend().numDataIds();
    for (let step = 0; step < 500; step++) {
      expect(misfit).toThrow();
      fit();
    }
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(tf.backend().numDataIds()).toBe(numDataIds);
    tf.dispose([a, b, gradient]);
    optimizer.dispose();
  });
});
