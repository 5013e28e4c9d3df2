import * as tf from '@tensorflow/tfjs';
import { maxNorm, registerUnitAxes, unitAxes } from '../src/index.js';
import { largestNorm } from './support/reference.js';

/** A custom layer whose kernel is [units, inputDim], and which has a weight that is no kernel. */
class Rows extends tf.layers.Layer {
  static className = 'Rows';
  override build(): void {
    const ones = tf.initializers.ones();
    const c = (): ReturnType<typeof maxNorm> => maxNorm({ maxValue: 1 });
    this.addWeight('rows', [3, 4], 'float32', ones, undefined, true, c());
    this.addWeight('kernel', [4, 3], 'float32', ones, undefined, true, c());
    this.built = true;
  }
}

class SubclassOfRows extends Rows {
  static override className = 'SubclassOfRows';
}

beforeAll(() => tf.setBackend('cpu'));

test('a weight of a custom layer is bounded over the axes registered, its others as before', () => {
  registerUnitAxes('Rows', 'rows', -1);
  for (const layer of [new Rows(), new SubclassOfRows()]) {
    layer.build();
    expect(unitAxes(layer, 'rows')).toEqual([1]);
    expect(unitAxes(layer, 'kernel')).toEqual([0]);
    const [rows, kernel] = layer.getWeights();
    expect(largestNorm(rows, [1])).toBeCloseTo(1, 5);
    expect(largestNorm(kernel, [0])).toBeCloseTo(1, 5);
  }
});

test('axes are known before the layer is built, where they count from the start', () => {
  registerUnitAxes('Early', 'kernel', [2, 0]);
  class Early extends tf.layers.Layer {
    static className = 'Early';
  }
  expect(unitAxes(new Early(), 'kernel')).toEqual([0, 2]);
  expect(() => unitAxes(new Rows(), 'rows')).toThrow(
    /^unitAxes: layer must be built, since the axes of weight "rows" of layer ".*" \(Rows\) count from the end\.$/,
  );
});

test('axes that do not fit the weight are an error of the layer', () => {
  registerUnitAxes('Misfit', 'kernel', 2);
  class Misfit extends Rows {
    static override className = 'Misfit';
  }
  expect(() => new Misfit().build()).toThrow(
    /^registerUnitAxes for weight "kernel" of layer ".*" \(Misfit\): axes must be in \[-2, 1\].*got \[2\]\.$/,
  );
});

test('bad arguments are errors', () => {
  expect(() => registerUnitAxes('Conv2D', 'kernel', [0])).toThrow(
    `the axes of TensorFlow.js's own layers are known, got "Conv2D"`,
  );
  expect(() => registerUnitAxes('', 'kernel', [0])).toThrow(
    'className must be a non-empty string, got ""',
  );
  expect(() => registerUnitAxes('Mine', 3 as never, [0])).toThrow(
    'weightName must be a non-empty string, got 3',
  );
  expect(() => registerUnitAxes('Mine', 'kernel', [])).toThrow('distinct integers, got []');
  expect(() => registerUnitAxes('Mine', 'kernel', [0, 0])).toThrow('distinct integers');
  expect(() => registerUnitAxes('Mine', 'kernel', null as never)).toThrow('distinct integers');
});
