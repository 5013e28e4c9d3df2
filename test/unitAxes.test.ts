import * as tf from '@tensorflow/tfjs';
import { unitAxes } from '../src/index.js';

type Case = [title: string, layer: tf.layers.Layer, weights: Record<string, number[]>];

const cases: Case[] = [
  ['Dense', tf.layers.dense({ units: 2 }), { kernel: [0] }],
  ['Conv1D', tf.layers.conv1d({ filters: 2, kernelSize: 3 }), { kernel: [0, 1] }],
  ['Conv2D', tf.layers.conv2d({ filters: 2, kernelSize: 3 }), { kernel: [0, 1, 2] }],
  ['Conv3D', tf.layers.conv3d({ filters: 2, kernelSize: 3 }), { kernel: [0, 1, 2, 3] }],
  [
    'Conv2DTranspose',
    tf.layers.conv2dTranspose({ filters: 2, kernelSize: 3 }),
    { kernel: [0, 1, 3] },
  ],
  [
    'Conv3DTranspose',
    tf.layers.conv3dTranspose({ filters: 2, kernelSize: 3 }),
    { kernel: [0, 1, 2, 4] },
  ],
  ['DepthwiseConv2D', tf.layers.depthwiseConv2d({ kernelSize: 3 }), { depthwise_kernel: [0, 1] }],
  [
    'SeparableConv2D',
    tf.layers.separableConv2d({ filters: 2, kernelSize: 3 }),
    { depthwise_kernel: [0, 1], pointwise_kernel: [0, 1, 2] },
  ],
  ['Embedding', tf.layers.embedding({ inputDim: 9, outputDim: 2 }), { embeddings: [1] }],
  ['SimpleRNN', tf.layers.simpleRNN({ units: 2 }), { kernel: [0], recurrent_kernel: [0] }],
  ['GRU', tf.layers.gru({ units: 2 }), { kernel: [0], recurrent_kernel: [0] }],
  ['LSTM', tf.layers.lstm({ units: 2 }), { kernel: [0], recurrent_kernel: [0] }],
  ['LSTMCell', tf.layers.lstmCell({ units: 2 }), { kernel: [0], recurrent_kernel: [0] }],
  [
    'ConvLSTM2D',
    tf.layers.convLstm2d({ filters: 2, kernelSize: 3 }),
    { kernel: [0, 1, 2], recurrent_kernel: [0, 1, 2] },
  ],
  [
    'RNN of cells',
    tf.layers.rnn({ cell: [tf.layers.gruCell({ units: 2 }), tf.layers.gruCell({ units: 2 })] }),
    { kernel: [0], recurrent_kernel: [0] },
  ],
  [
    'TimeDistributed',
    tf.layers.timeDistributed({ layer: tf.layers.conv2d({ filters: 2, kernelSize: 3 }) }),
    { kernel: [0, 1, 2] },
  ],
  [
    'Bidirectional',
    tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 2 }) }),
    { kernel: [0], recurrent_kernel: [0] },
  ],
];

describe.each(cases)('unitAxes of %s', (_, layer, weights) => {
  test.each(Object.entries(weights))('%s', (name, axes) => {
    expect(unitAxes(layer, name)).toEqual(axes);
  });

  test('refuses the bias', () => {
    expect(() => unitAxes(layer, 'bias')).toThrow(
      /^unitAxes: weight "bias" of layer ".*" \(\w+\) has no incoming weights/,
    );
  });
});

test('refuses weights that scale or shift', () => {
  expect(() => unitAxes(tf.layers.batchNormalization(), 'gamma')).toThrow('"gamma"');
  expect(() => unitAxes(tf.layers.layerNormalization(), 'beta')).toThrow('"beta"');
  expect(() => unitAxes(tf.layers.prelu(), 'alpha')).toThrow('"alpha"');
});

test('takes the last axis as the units of a custom layer, and a subclass as its base', () => {
  class Custom extends tf.layers.Layer {
    static className = 'CustomOfUnitAxes';
    override build() {
      this.addWeight('matrix', [3, 4, 5], 'float32', tf.initializers.ones());
      this.addWeight('scale', [5], 'float32', tf.initializers.ones());
      this.built = true;
    }
  }
  const layer = new Custom();
  expect(() => unitAxes(layer, 'matrix')).toThrow('build it first');
  layer.build();
  expect(unitAxes(layer, 'matrix')).toEqual([0, 1]);
  expect(() => unitAxes(layer, 'scale')).toThrow('has no incoming weights');
  expect(() => unitAxes(layer, 'other')).toThrow('weightName must be that of a weight of layer');

  const Embedding = tf.layers.embedding({ inputDim: 2, outputDim: 2 }).constructor as new (
    args: object,
  ) => tf.layers.Layer;
  class Tokens extends Embedding {
    static className = 'TokensOfUnitAxes';
  }
  expect(unitAxes(new Tokens({ inputDim: 3, outputDim: 2 }), 'embeddings')).toEqual([1]);
});

test('hands out copies', () => {
  const layer = tf.layers.dense({ units: 2 });
  unitAxes(layer, 'kernel').push(7);
  expect(unitAxes(layer, 'kernel')).toEqual([0]);
});
