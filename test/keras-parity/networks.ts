import * as tf from '@tensorflow/tfjs';
import { maxNorm } from '../../src/index.js';

/** A model, and a batch of inputs for it. */
export interface Network {
  name: string;
  model: tf.LayersModel;
  inputs: tf.Tensor[];
}

const { layers } = tf;
const bounded = { kernelConstraint: maxNorm({ maxValue: 0.8 }) };
const BATCH = 8;

function batch(model: tf.LayersModel): tf.Tensor[] {
  const counts = model.layers.some((layer) => layer.getClassName() === 'Embedding');
  return model.inputs.map(({ shape, dtype }, i) => {
    const size = [BATCH, ...(shape.slice(1) as number[])];
    return counts
      ? tf.randomUniform(size, 0, 20, 'int32', 10 + i).cast(dtype)
      : tf.randomNormal(size, 0, 1, 'float32', 10 + i);
  });
}

function network(name: string, model: tf.LayersModel): Network {
  return { name, model, inputs: batch(model) };
}

function mlp(): tf.LayersModel {
  return tf.sequential({
    name: 'mlp',
    layers: [
      layers.dense({
        units: 16,
        inputShape: [12],
        activation: 'relu',
        ...bounded,
        kernelRegularizer: tf.regularizers.l1l2({ l1: 1e-5, l2: 1e-4 }),
      }),
      layers.dropout({ rate: 0.2 }),
      layers.dense({ units: 8, activation: 'swish', kernelConstraint: tf.constraints.nonNeg() }),
      layers.dense({
        units: 8,
        activation: 'gelu',
        kernelConstraint: tf.constraints.minMaxNorm({
          minValue: 0.2,
          maxValue: 1,
          rate: 0.9,
          axis: 0,
        }),
      }),
      layers.dense({ units: 3, kernelConstraint: tf.constraints.unitNorm({ axis: 0 }) }),
    ],
  });
}

function cnn(): tf.LayersModel {
  return tf.sequential({
    name: 'cnn',
    layers: [
      layers.conv2d({
        filters: 6,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
        inputShape: [8, 8, 2],
        ...bounded,
      }),
      layers.batchNormalization(),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2dTranspose({
        filters: 4,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        ...bounded,
      }),
      layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, ...bounded }),
      layers.prelu(),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: 3, ...bounded }),
    ],
  });
}

function separable(): tf.LayersModel {
  return tf.sequential({
    name: 'separable',
    layers: [
      layers.depthwiseConv2d({
        kernelSize: 3,
        depthMultiplier: 2,
        inputShape: [8, 8, 3],
        depthwiseConstraint: maxNorm({ maxValue: 0.8 }),
      }),
      layers.leakyReLU({ alpha: 0.1 }),
      layers.separableConv2d({
        filters: 5,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        depthMultiplier: 2,
        depthwiseConstraint: maxNorm({ maxValue: 0.8 }),
        pointwiseConstraint: maxNorm({ maxValue: 0.7 }),
      }),
      layers.layerNormalization(),
      layers.averagePooling2d({ poolSize: 2, padding: 'same' }),
      layers.flatten(),
      layers.dense({ units: 3, ...bounded }),
    ],
  });
}

const gates = {
  recurrentActivation: 'sigmoid' as const,
  ...bounded,
  recurrentConstraint: maxNorm({ maxValue: 0.9 }),
};

function recurrent(): tf.LayersModel {
  return tf.sequential({
    name: 'recurrent',
    layers: [
      layers.embedding({
        inputDim: 20,
        outputDim: 6,
        inputLength: 7,
        maskZero: true,
        embeddingsConstraint: maxNorm({ maxValue: 0.5 }),
      }),
      layers.bidirectional({
        layer: layers.lstm({ units: 5, returnSequences: true, ...gates }),
        mergeMode: 'concat',
      }),
      layers.gru({ units: 5, returnSequences: true, ...gates }),
      layers.timeDistributed({ layer: layers.dense({ units: 4, activation: 'tanh', ...bounded }) }),
      layers.simpleRNN({ units: 4, ...bounded }),
      layers.dense({ units: 3, ...bounded }),
    ],
  });
}

function twoInputs(): tf.LayersModel {
  const image = tf.input({ shape: [6, 6, 1], name: 'image' });
  const numbers = tf.input({ shape: [5], name: 'numbers' });
  // Built in another order than they are used in: Keras counts weights by its own order.
  const late = layers.dense({ units: 4, name: 'late', ...bounded });
  const shared = layers.dense({ units: 4, name: 'shared', activation: 'tanh', ...bounded });
  const tower = tf.sequential({
    name: 'tower',
    layers: [
      layers.conv2d({ filters: 3, kernelSize: 3, inputShape: [6, 6, 1], ...bounded }),
      layers.flatten(),
      layers.dense({ units: 5, activation: 'relu', ...bounded }),
    ],
  });
  const seen = tower.apply(image) as tf.SymbolicTensor;
  const a = shared.apply(seen) as tf.SymbolicTensor;
  const b = shared.apply(numbers) as tf.SymbolicTensor;
  const headInput = tf.input({ shape: [8] });
  const head = tf.model({
    name: 'head',
    inputs: headInput,
    outputs: layers
      .dense({ units: 4, name: 'inner', ...bounded })
      .apply(headInput) as tf.SymbolicTensor,
  });
  const joined = layers.concatenate({ name: 'joined' }).apply([a, b]) as tf.SymbolicTensor;
  const first = head.apply(joined) as tf.SymbolicTensor;
  const swapped = layers.concatenate({ name: 'swapped' }).apply([b, a]) as tf.SymbolicTensor;
  const second = head.apply(swapped) as tf.SymbolicTensor;
  const frozen = layers.dense({ units: 4, name: 'frozen', trainable: false });
  const sum = layers
    .add({ name: 'sum' })
    .apply([
      first,
      late.apply(numbers) as tf.SymbolicTensor,
      frozen.apply(second) as tf.SymbolicTensor,
    ]) as tf.SymbolicTensor;
  return tf.model({
    name: 'two_inputs',
    inputs: [image, numbers],
    outputs: [
      layers.dense({ units: 3, name: 'main', ...bounded }).apply(sum) as tf.SymbolicTensor,
      layers.dense({ units: 3, name: 'aside', ...bounded }).apply(a) as tf.SymbolicTensor,
    ],
  });
}

/** The networks that go the full circle, with training on the way. */
export function circleNetworks(): Network[] {
  return [mlp(), cnn(), separable(), recurrent(), twoInputs()].map((model) =>
    network(model.name, model),
  );
}

function around(layer: tf.layers.Layer, shape: number[], dtype?: 'int32'): tf.LayersModel {
  const input = tf.input({ shape, dtype: dtype ?? 'float32' });
  return tf.model({
    name: `around_${layer.name.toLowerCase()}`,
    inputs: input,
    outputs: layer.apply(input) as tf.SymbolicTensor,
  });
}

function merging(layer: tf.layers.Layer, shape: number[]): tf.LayersModel {
  const inputs = [tf.input({ shape }), tf.input({ shape })];
  return tf.model({
    name: `merging_${layer.name.toLowerCase()}`,
    inputs,
    outputs: layer.apply(inputs) as tf.SymbolicTensor,
  });
}

function withState(): tf.LayersModel {
  const input = tf.input({ shape: [4, 3] });
  const states = [tf.input({ shape: [5] }), tf.input({ shape: [5] })];
  const layer = layers.lstm({ units: 5, returnState: true, recurrentActivation: 'sigmoid' });
  const [output, h, c] = layer.apply([input, ...states]) as tf.SymbolicTensor[];
  return tf.model({ name: 'with_state', inputs: [input, ...states], outputs: [output, h, c] });
}

function fromShared(): tf.LayersModel {
  // A layer at several depths: A(B(A(x))).
  const x = tf.input({ shape: [4] });
  const a = layers.dense({ units: 4, activation: 'tanh' });
  const b = layers.dense({ units: 4, activation: 'relu' });
  const y = a.apply(b.apply(a.apply(x)));
  return tf.model({ name: 'at_depths', inputs: x, outputs: y as tf.SymbolicTensor });
}

/** Every layer class that is exchanged, each in a model of its own. */
export function gallery(): Network[] {
  const image = [7, 7, 4];
  const stride = { strides: 2 as never };
  const same = { padding: 'same' as const };
  const activations = [
    'linear',
    'relu',
    'relu6',
    'elu',
    'selu',
    'sigmoid',
    'tanh',
    'softmax',
    'softplus',
    'softsign',
    'swish',
    'mish',
    'gelu',
  ] as const;
  const models = [
    ...activations.map((activation) => around(layers.dense({ units: 3, activation }), [4])),
    around(layers.activation({ activation: 'tanh' }), [4]),
    around(layers.reLU({ maxValue: 1 }), [4]),
    around(layers.leakyReLU({ alpha: 0.2 }), [4]),
    around(layers.elu({ alpha: 1 }), [4]),
    around(layers.prelu({ sharedAxes: [1, 2] }), image),
    around(layers.softmax({ axis: -1 }), [3, 4]),
    around(layers.dense({ units: 3 }), [5, 4]),
    around(layers.conv1d({ filters: 3, kernelSize: 3, dilationRate: 2 }), [9, 2]),
    around(layers.conv1d({ filters: 3, kernelSize: 3, ...same }), [9, 2]),
    around(layers.conv2d({ filters: 3, kernelSize: [3, 2], ...stride, ...same }), image),
    around(layers.conv2d({ filters: 3, kernelSize: 3, dilationRate: 2, useBias: false }), image),
    around(layers.conv3d({ filters: 3, kernelSize: 2 }), [4, 4, 4, 2]),
    around(layers.conv2dTranspose({ filters: 3, kernelSize: 3, ...stride, ...same }), image),
    around(layers.conv2dTranspose({ filters: 3, kernelSize: 2, ...stride }), image),
    around(layers.conv2dTranspose({ filters: 3, kernelSize: [3, 4], ...stride }), image),
    around(layers.conv3dTranspose({ filters: 3, kernelSize: 2, ...stride }), [3, 3, 3, 2]),
    around(layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, ...stride }), image),
    around(layers.depthwiseConv2d({ kernelSize: 3, ...same }), image),
    around(layers.separableConv2d({ filters: 3, kernelSize: 3, ...same }), image),
    around(layers.separableConv2d({ filters: 3, kernelSize: 3, dilationRate: 2 }), image),
    around(layers.cropping2D({ cropping: [1, 2] as never }), image),
    around(layers.zeroPadding2d({ padding: [1, 2] }), image),
    around(layers.upSampling2d({ size: [2, 3] }), image),
    around(layers.dropout({ rate: 0.3, noiseShape: [BATCH, 1], seed: 7 }), [4]),
    around(layers.spatialDropout1d({ rate: 0.3 }), [5, 4]),
    around(layers.alphaDropout({ rate: 0.3 }), [4]),
    around(layers.gaussianDropout({ rate: 0.3 }), [4]),
    around(layers.gaussianNoise({ stddev: 0.3 }), [4]),
    around(layers.flatten(), [3, 4]),
    around(layers.reshape({ targetShape: [2, 6] }), [3, 4]),
    around(layers.permute({ dims: [2, 1] }), [3, 4]),
    around(layers.repeatVector({ n: 3 }), [4]),
    around(layers.batchNormalization({ momentum: 0.9, epsilon: 0.01 }), image),
    around(layers.batchNormalization({ scale: false }), [3, 4]),
    around(layers.layerNormalization({ epsilon: 0.01 }), [3, 4]),
    around(layers.layerNormalization({ axis: 1 }), [3, 4]),
    around(layers.layerNormalization({ axis: [1, 2] }), [3, 4]),
    around(layers.rescaling({ scale: 0.5, offset: 1 }), [4]),
    around(layers.embedding({ inputDim: 20, outputDim: 3 }), [5], 'int32'),
    around(layers.averagePooling1d({ poolSize: 2 }), [8, 3]),
    around(layers.maxPooling1d({ poolSize: 3, strides: 2, ...same }), [8, 3]),
    around(layers.averagePooling2d({ poolSize: 3, strides: [2, 2], ...same }), image),
    around(layers.maxPooling2d({ poolSize: 2 }), image),
    around(layers.averagePooling3d({ poolSize: 2, strides: 2 }), [4, 4, 4, 2]),
    around(layers.maxPooling3d({ poolSize: 2, strides: 2 }), [4, 4, 4, 2]),
    around(layers.globalAveragePooling1d(), [8, 3]),
    around(layers.globalAveragePooling2d({}), image),
    around(layers.globalMaxPooling1d(), [8, 3]),
    around(layers.globalMaxPooling2d({}), image),
    around(layers.simpleRNN({ units: 3, goBackwards: true }), [5, 4]),
    around(layers.gru({ units: 3, recurrentActivation: 'sigmoid', dropout: 0.2 }), [5, 4]),
    around(layers.lstm({ units: 3, recurrentActivation: 'sigmoid', unitForgetBias: true }), [5, 4]),
    around(
      layers.convLstm2d({ filters: 2, kernelSize: 3, recurrentActivation: 'sigmoid' }),
      [3, 6, 6, 2],
    ),
    around(
      layers.rnn({
        cell: [
          layers.lstmCell({ units: 3, recurrentActivation: 'sigmoid' }),
          layers.simpleRNNCell({ units: 4 }),
          layers.gruCell({ units: 2, recurrentActivation: 'sigmoid' }),
        ],
      }),
      [5, 4],
    ),
    around(layers.rnn({ cell: layers.simpleRNNCell({ units: 4 }) }), [5, 4]),
    ...(['sum', 'mul', 'ave', 'concat'] as const).map((mergeMode) =>
      around(
        layers.bidirectional({
          layer: layers.gru({
            units: 3,
            recurrentActivation: 'sigmoid',
            returnSequences: true,
          }),
          mergeMode,
        }),
        [5, 4],
      ),
    ),
    around(
      layers.timeDistributed({ layer: layers.conv2d({ filters: 2, kernelSize: 2 }) }),
      [3, 5, 5, 2],
    ),
    around(layers.masking({ maskValue: 0 }), [5, 4]),
    ...[layers.add(), layers.average(), layers.maximum(), layers.minimum(), layers.multiply()].map(
      (layer) => merging(layer, [4]),
    ),
    merging(layers.concatenate({ axis: 1 }), [3, 4]),
    merging(layers.dot({ axes: -1, normalize: true }), [4]),
    withState(),
    fromShared(),
  ];
  return models.map((model) => network(model.name, model));
}
