import * as tf from '@tensorflow/tfjs';
import { constrainVariable, maxNorm } from '../../src/index.js';
import { describeBackends } from '../support/backends.js';
import { largestNorm } from '../support/reference.js';

describeBackends('constrainVariable', () => {
  test('is enforced through minimize and an update rule of one’s own, until released', () => {
    const w = tf.variable(tf.fill([4, 3], 2));
    const x = tf.randomNormal([16, 4], 0, 1, 'float32', 1);
    const release = constrainVariable(w, maxNorm({ maxValue: 0.5 }));
    expect(largestNorm(w, [0])).toBeCloseTo(0.5, 5);

    const optimizer = tf.train.adam(0.1);
    const step = (): void =>
      void optimizer.minimize(
        () => tf.mean<tf.Scalar>(tf.square(tf.sub(tf.matMul(x, w), 100))),
        false,
        [w],
      );
    step();
    const before = tf.memory().numTensors;
    for (let i = 0; i < 5; i++) {
      step();
      expect(largestNorm(w, [0])).toBeLessThanOrEqual(0.5 * (1 + 1e-6));
    }
    tf.tidy(() => w.assign(tf.add(w, 1)));
    expect(largestNorm(w, [0])).toBeLessThanOrEqual(0.5 * (1 + 1e-6));
    expect(tf.memory().numTensors).toBe(before);

    release();
    release();
    tf.tidy(() => w.assign(tf.fill([4, 3], 2)));
    expect(largestNorm(w, [0])).toBeCloseTo(4, 5);
    tf.dispose([w, x]);
    optimizer.dispose();
  });
});

describe('constrainVariable', () => {
  beforeAll(() => tf.setBackend('cpu'));

  test('takes a vector for one unit, and other constraints too', () => {
    const vector = tf.variable(tf.tensor1d([3, 4]));
    constrainVariable(vector, maxNorm({ maxValue: 1 }));
    expect(largestNorm(vector, [0])).toBeCloseTo(1, 5);

    const positive = tf.variable(tf.tensor1d([-1, 1]));
    constrainVariable(positive, tf.constraints.nonNeg());
    expect(Array.from(positive.dataSync())).toEqual([0, 1]);
  });

  test('bad arguments are errors, and leave the variable free', () => {
    const variable = tf.variable(tf.tensor1d([3, 4]));
    expect(() => constrainVariable(tf.zeros([2]) as never, maxNorm())).toThrow(
      'constrainVariable: variable must be a tf.Variable, got an object of class Tensor.',
    );
    expect(() => constrainVariable(variable, 'maxNorm' as never)).toThrow(
      'constrainVariable: constraint must be a constraint such as maxNorm({ maxValue: 2 }), got "maxNorm".',
    );
    expect(() => constrainVariable(variable, maxNorm({ axis: 1 }))).toThrow('axis');
    const release = constrainVariable(variable, maxNorm());
    expect(() => constrainVariable(variable, maxNorm())).toThrow(
      /a constraint is enforced already; release it first/,
    );
    release();
    constrainVariable(variable, maxNorm());
  });
});
