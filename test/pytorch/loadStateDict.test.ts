import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { loadStateDict } from '../../examples/pytorch/loadStateDict.js';
import { readNpz, type StateDict } from '../../examples/pytorch/readNpz.js';
import { maxNorm, unitNorms } from '../../src/index.js';

beforeAll(() => tf.setBackend('cpu'));

interface Plain {
  shape: number[];
  dtype: 'float32' | 'int32';
  data: number[];
}

interface Recorded {
  input: Plain;
  output: Plain;
  projected: Plain & { maxValue: number };
}

/** What networks.py wrote: the weights, and what PyTorch predicts. */
const weightsOf = (name: string): Promise<StateDict> =>
  readNpz(readFileSync(join(__dirname, 'networks', `${name}.npz`)));
const recordOf = (name: string) =>
  JSON.parse(readFileSync(join(__dirname, 'networks', `${name}.json`), 'utf8')) as Recorded;

type Constraint = ReturnType<typeof maxNorm> | undefined;

/** The same layers, each with its module's name. */
const networks: Record<string, (bound: Constraint) => tf.LayersModel> = {
  image: (bound) =>
    tf.sequential({
      layers: [
        tf.layers.zeroPadding2d({ padding: [1, 1], inputShape: [9, 11, 3] }),
        tf.layers.conv2d({
          name: 'features.0',
          filters: 6,
          kernelSize: 3,
          strides: 2,
          kernelConstraint: bound,
        }),
        tf.layers.batchNormalization({ name: 'features.1', epsilon: 1e-5 }),
        tf.layers.reLU(),
        tf.layers.depthwiseConv2d({
          name: 'features.3',
          kernelSize: [3, 2],
          depthMultiplier: 2,
          activation: 'relu',
          depthwiseConstraint: bound,
        }),
        tf.layers.conv2dTranspose({
          name: 'features.5',
          filters: 4,
          kernelSize: 2,
          strides: 2,
          activation: 'relu',
          kernelConstraint: bound,
        }),
        tf.layers.permute({ dims: [3, 1, 2] }),
        tf.layers.flatten(),
        tf.layers.dense({ name: 'head', units: 5, kernelConstraint: bound }),
      ],
    }),
  sequence: (bound) =>
    tf.sequential({
      layers: [
        tf.layers.embedding({
          name: 'embedding',
          inputDim: 20,
          outputDim: 6,
          inputLength: 7,
          embeddingsConstraint: bound,
        }),
        tf.layers.conv1d({ name: 'conv', filters: 8, kernelSize: 3, kernelConstraint: bound }),
        tf.layers.batchNormalization({ name: 'norm', epsilon: 1e-5 }),
        tf.layers.reLU(),
        tf.layers.globalAveragePooling1d(),
        tf.layers.layerNormalization({ name: 'last_norm', epsilon: 1e-5 }),
        tf.layers.dense({ name: 'head', units: 3, useBias: false, kernelConstraint: bound }),
      ],
    }),
  volume: (bound) =>
    tf.sequential({
      layers: [
        tf.layers.conv3d({
          name: 'conv',
          inputShape: [4, 4, 3, 2],
          filters: 3,
          kernelSize: [2, 3, 2],
          activation: 'relu',
          kernelConstraint: bound,
        }),
        tf.layers.conv3dTranspose({
          name: 'up',
          filters: 4,
          kernelSize: 2,
          strides: 2,
          activation: 'relu',
          kernelConstraint: bound,
        }),
        tf.layers.reshape({ targetShape: [6 * 4 * 4, 4] }),
        tf.layers.globalAveragePooling1d(),
        tf.layers.dense({ name: 'head', units: 2, kernelConstraint: bound }),
      ],
    }),
};

function expectPredicts(model: tf.LayersModel, input: Plain, expected: Plain): void {
  tf.tidy(() => {
    const predicted = model.predict(tf.tensor(input.data, input.shape, input.dtype)) as tf.Tensor;
    expect(predicted.shape).toEqual(expected.shape);
    const most = Math.max(...expected.data.map(Math.abs));
    predicted
      .dataSync()
      .forEach((value, i) =>
        expect(Math.abs(value - expected.data[i])).toBeLessThanOrEqual(1e-5 * (1 + most)),
      );
  });
}

describe.each(Object.keys(networks))('the state_dict of the network %s', (name) => {
  const { input, output, projected } = recordOf(name);

  test('makes the same layers here predict what PyTorch predicts', async () => {
    const before = tf.memory().numTensors;
    const model = networks[name](undefined);
    const stateDict = await weightsOf(name);
    loadStateDict(model, stateDict);
    expectPredicts(model, input, output);
    tf.dispose([...stateDict.values()]);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test("is projected by the layers' constraints as by the page's project()", async () => {
    const { maxValue } = projected;
    const model = networks[name](maxNorm({ maxValue }));
    loadStateDict(model, await weightsOf(name));
    expectPredicts(model, input, projected);
    expect(projected.data).not.toEqual(output.data);
    const norms = tf.tidy(() => unitNorms(model.getLayer('head').getWeights()[0], [0]).dataSync());
    expect(Math.max(...norms)).toBeLessThanOrEqual(maxValue * (1 + 1e-6));
  });
});

describe('what does not fit is refused, and the model stays as it was', () => {
  async function refuse(model: tf.LayersModel, message: RegExp, change?: (s: StateDict) => void) {
    const stateDict = await weightsOf('sequence');
    change?.(stateDict);
    const before = model.getWeights().map((weight) => weight.dataSync());
    expect(() => loadStateDict(model, stateDict)).toThrow(message);
    expect(model.getWeights().map((weight) => weight.dataSync())).toEqual(before);
  }
  const whole = () => networks.sequence(undefined);

  test('a weight that is missing', () =>
    refuse(whole(), /has no conv\.bias, for bias of the Conv1D/, (s) => s.delete('conv.bias')));

  test('a weight that is left over', () =>
    refuse(whole(), /no layer for extra\.weight/, (s) => s.set('extra.weight', tf.zeros([1]))));

  test('a weight of another shape', () =>
    refuse(
      whole(),
      /head\.weight has the shape \[5, 8\], which gives \[8, 5\]; the layer takes \[8, 3\]/,
      (s) => s.set('head.weight', tf.zeros([5, 8])),
    ));

  test('a depthwise kernel of other groups', () => {
    const layer = tf.layers.depthwiseConv2d({ name: 'd', kernelSize: 3, inputShape: [4, 4, 4] });
    const model = tf.sequential({ layers: [layer] });
    const stateDict: StateDict = new Map([
      ['d.weight', tf.zeros([4, 2, 3, 3])],
      ['d.bias', tf.zeros([4])],
    ]);
    expect(() => loadStateDict(model, stateDict)).toThrow(
      /d\.weight has the shape \[4, 2, 3, 3\].*takes \[3, 3, 4, 1\]/,
    );
  });

  test('a layer whose weights PyTorch keeps otherwise', async () => {
    const model = tf.sequential({
      layers: [tf.layers.lstm({ name: 'rnn', units: 2, inputShape: [3, 4] })],
    });
    await refuse(model, /has no rnn\.weight, for kernel of the LSTM/);
  });
});
