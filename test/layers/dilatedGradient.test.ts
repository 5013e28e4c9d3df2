import * as tf from '@tensorflow/tfjs';
import '../../src/layers/index.js';
import { enableWasmTraining } from '../../src/wasm/index.js';
import { describeBackends } from '../support/backends.js';
import { cases, gradientError } from '../support/dilatedConvolution.js';

describeBackends('the gradient of a dilated convolution', (backend) => {
  beforeAll(async () => {
    if (backend === 'wasm') await enableWasmTraining();
  });

  test.each(cases)('is its definition: %j', (each) => {
    const before = tf.memory().numTensors;
    expect(gradientError(each)).toBeLessThanOrEqual(1e-5);
    expect(tf.memory().numTensors).toBe(before);
  });
});

test.each([undefined, null, 1, 2])(
  'DepthwiseConv2D with the dilation rate %p trains',
  async (dilationRate) => {
    await tf.setBackend('cpu');
    const layer = tf.layers.depthwiseConv2d({
      kernelSize: 2,
      dilationRate: dilationRate as number,
      inputShape: [5, 5, 2],
      depthwiseInitializer: 'ones',
      useBias: false,
    });
    const model = tf.sequential({ layers: [layer, tf.layers.globalAveragePooling2d({})] });
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
    await model.trainOnBatch(tf.ones([1, 5, 5, 2]), tf.zeros([1, 2]));
    // Each output is 4, the mean of two squares has the gradient 4 to each weight.
    layer
      .getWeights()[0]
      .dataSync()
      .forEach((weight) => expect(weight).toBeCloseTo(1 - 0.1 * 4, 5));
  },
);

test('Conv1D with causal padding sees no later step, and trains with a dilated kernel', async () => {
  await tf.setBackend('cpu');
  const layer = tf.layers.conv1d({
    filters: 2,
    kernelSize: 3,
    padding: 'causal',
    dilationRate: 2,
    inputShape: [9, 2],
  });
  const model = tf.sequential({ layers: [layer] });
  expect(model.outputShape).toEqual([null, 9, 2]);
  const x = tf.randomNormal([1, 9, 2], 0, 1, 'float32', 1);
  const later = x.add(tf.pad(tf.ones([1, 3, 2]), [[0, 0], [6, 0], [0, 0]])); // prettier-ignore
  const [a, b] = [x, later].map((input) => model.predict(input) as tf.Tensor);
  expect(
    a
      .slice([0, 0, 0], [1, 6, 2])
      .sub(b.slice([0, 0, 0], [1, 6, 2]))
      .abs()
      .max()
      .dataSync()[0],
  ).toBe(0);
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
  const target = tf.ones([1, 9, 2]);
  const first = (await model.trainOnBatch(x, target)) as number;
  let last = first;
  const before = tf.memory().numTensors;
  for (let step = 0; step < 20; step++) {
    last = (await model.trainOnBatch(x, target)) as number;
  }
  expect(tf.memory().numTensors).toBe(before);
  expect(last).toBeLessThan(first);
});

test('DepthwiseConv2D computes with its dilation, and trains without one', async () => {
  await tf.setBackend('cpu');
  const x = tf.randomNormal([1, 7, 6, 2], 0, 1, 'float32', 1);
  for (const dilationRate of [1, 2]) {
    const model = tf.sequential({
      layers: [
        tf.layers.depthwiseConv2d({ kernelSize: 2, dilationRate, inputShape: [7, 6, 2] }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 1 }),
      ],
    });
    expect(model.layers[0].outputShape).toEqual([null, 7 - dilationRate, 6 - dilationRate, 2]);
    model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
    expect(await model.trainOnBatch(x, tf.ones([1, 1]))).toBeGreaterThan(0);
  }
});
