import { strFromU8, unzipSync } from 'fflate';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { maxNorm } from '../../src/index.js';
import { saveKeras } from '../../src/keras/index.js';
import { smallModel, topologyOf } from './files.js';

beforeAll(() => tf.setBackend('cpu'));

function one(layer: tf.layers.Layer): tf.LayersModel {
  return tf.sequential({ layers: [layer] });
}

describe('a .keras file', () => {
  test('holds constraints, regularizers and initializers as Keras writes them', async () => {
    const model = one(
      tf.layers.conv2d({
        name: 'c',
        filters: 2,
        kernelSize: 3,
        inputShape: [5, 5, 1],
        kernelConstraint: maxNorm({ maxValue: 3 }),
        kernelRegularizer: tf.regularizers.l2({ l2: 0.5 }),
        kernelInitializer: 'orthogonal',
        biasConstraint: 'nonNeg',
      }),
    );
    const { config } = topologyOf(await saveKeras(model)).config.layers[1];
    expect(config).toMatchObject({
      kernel_constraint: {
        module: 'keras.constraints',
        class_name: 'MaxNorm',
        config: { max_value: 3, axis: [0, 1, 2] },
        registered_name: null,
      },
      bias_constraint: { class_name: 'NonNeg', config: {} },
      kernel_regularizer: { class_name: 'L1L2', config: { l1: 0, l2: 0.5 } },
      kernel_initializer: { class_name: 'OrthogonalInitializer', config: { gain: 1 } },
    });
  });

  test('gives whole numbers of an optimizer a decimal point, without which Keras refuses them', async () => {
    const model = smallModel();
    model.compile({ optimizer: tf.train.momentum(1, 0), loss: 'meanSquaredError' });
    const config = strFromU8(unzipSync(await saveKeras(model))['config.json']);
    expect(config).toContain('"learning_rate":1.0,"momentum":0.0,"nesterov":false');
  });

  test('is written whole, or not at all', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'keras-'));
    const path = join(folder, 'model.keras');
    const bytes = await saveKeras(smallModel(), path);
    expect(new Uint8Array(readFileSync(path))).toEqual(bytes);
    await expect(saveKeras(smallModel(), join(folder, 'missing', 'x.keras'))).rejects.toThrow(
      /x\.keras cannot be written: its folder does not exist/,
    );
    expect(readdirSync(folder)).toEqual(['model.keras']);
    rmSync(folder, { recursive: true });
  });

  test('leaves no tensor behind', async () => {
    const model = smallModel();
    const before = tf.memory().numTensors;
    await saveKeras(model);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a model that means something else in Keras', () => {
  const shared = tf.layers.dense({ name: 'shared', units: 2 });
  const cases: [string, () => tf.LayersModel, RegExp][] = [
    [
      'hardSigmoid',
      () => one(tf.layers.lstm({ name: 'memory', units: 2, inputShape: [3, 2] })),
      /layer "memory" \(LSTM\): recurrentActivation "hardSigmoid" is 0\.2 x \+ 0\.5 .* "sigmoid" and train it again/,
    ],
    [
      'gelu_new',
      () => one(tf.layers.dense({ name: 'd', units: 2, inputShape: [2], activation: 'gelu_new' })),
      /layer "d" \(Dense\): activation "gelu_new"/,
    ],
    [
      'bilinear upsampling',
      () =>
        one(
          tf.layers.upSampling2d({ name: 'u', interpolation: 'bilinear', inputShape: [2, 2, 1] }),
        ),
      /layer "u" \(UpSampling2D\): interpolation "bilinear" samples other points/,
    ],
    [
      'batch normalization along another axis than the last',
      () => one(tf.layers.batchNormalization({ name: 'b', axis: 1, inputShape: [3, 4] })),
      /layer "b" \(BatchNormalization\): TensorFlow\.js normalizes the wrong elements along axis 1/,
    ],
    [
      'ThresholdedReLU',
      () => one(tf.layers.thresholdedReLU({ name: 't', inputShape: [2] })),
      /layer "t" \(ThresholdedReLU\): Keras 3 has no such layer/,
    ],
    [
      'a loss function',
      () => {
        const model = smallModel();
        model.compile({ optimizer: 'sgd', loss: (y, p) => p.sub(y).mean() });
        return model;
      },
      /a loss is a function. .*\{ training: false \}/,
    ],
    [
      'a layer in two models',
      () => {
        const x = tf.input({ shape: [2] });
        const inner = tf.model({
          name: 'inner',
          inputs: x,
          outputs: shared.apply(x) as tf.SymbolicTensor,
        });
        const y = tf.input({ shape: [2] });
        const outputs = inner.apply(shared.apply(y)) as tf.SymbolicTensor;
        return tf.model({ name: 'outer', inputs: y, outputs });
      },
      /layer "shared" \(Dense\): it is used inside "\w+" and inside "\w+"/,
    ],
    [
      'a model that is not built',
      () => tf.sequential({ name: 'm' }),
      /layer "m" \(Sequential\): its input shape is not known/,
    ],
  ];

  test.each(cases)('%s is refused, with what to do', async (_, model, message) => {
    await expect(saveKeras(model())).rejects.toThrow(message);
  });

  test('what is no model is refused', async () => {
    await expect(saveKeras({} as never)).rejects.toThrow(/model must be a tf\.LayersModel, got/);
  });
});
