import * as tf from '@tensorflow/tfjs';
import type { Constraint } from '../../src/index.js';

/** A layer of every class that has incoming weights, alone and inside wrappers, under one constraint. */
export interface LayerCase {
  title: string;
  /** Shape of one example. */
  inputShape: number[];
  /** Builds the layer with the constraint on each weight that has incoming weights. */
  layer: (constraint?: Constraint, inputShape?: number[]) => tf.layers.Layer;
  /** The constrained weights, in the order of `layer.weights`: their names and axes. */
  weights: [name: string, axes: number[]][];
  /** Integer inputs below this number, for an Embedding. */
  vocabulary?: number;
  /** TensorFlow.js 4.22 has no gradient for it on any backend. */
  untrainable?: boolean;
}

type Args = { kernelConstraint?: Constraint; recurrentConstraint?: Constraint };
const kernel: [string, number[]] = ['kernel', [0]];
const recurrent: [string, number[]][] = [kernel, ['recurrent_kernel', [0]]];

const cells = (args: Args) => [
  tf.layers.lstmCell({ units: 3, ...args }),
  tf.layers.gruCell({ units: 2, ...args }),
];

export const layerCases: LayerCase[] = [
  of('Dense', [4], [kernel], (args) => tf.layers.dense({ units: 3, ...args })),
  of('Conv1D', [6, 2], [['kernel', [0, 1]]], (args) =>
    tf.layers.conv1d({ filters: 3, kernelSize: 3, ...args }),
  ),
  of('Conv2D', [5, 5, 2], [['kernel', [0, 1, 2]]], (args) =>
    tf.layers.conv2d({ filters: 3, kernelSize: 3, ...args }),
  ),
  of('Conv3D', [3, 3, 3, 2], [['kernel', [0, 1, 2, 3]]], (args) =>
    tf.layers.conv3d({ filters: 3, kernelSize: 2, ...args }),
  ),
  of('Conv2DTranspose', [3, 3, 2], [['kernel', [0, 1, 3]]], (args) =>
    tf.layers.conv2dTranspose({ filters: 4, kernelSize: 3, ...args }),
  ),
  {
    ...of('Conv3DTranspose', [2, 2, 2, 2], [['kernel', [0, 1, 2, 4]]], (args) =>
      tf.layers.conv3dTranspose({ filters: 4, kernelSize: 2, ...args }),
    ),
    untrainable: true,
  },
  {
    title: 'DepthwiseConv2D',
    inputShape: [5, 5, 3],
    weights: [['depthwise_kernel', [0, 1]]],
    layer: (constraint, inputShape) =>
      tf.layers.depthwiseConv2d({
        kernelSize: 3,
        depthMultiplier: 2,
        depthwiseConstraint: constraint,
        inputShape,
      }),
  },
  {
    title: 'SeparableConv2D',
    inputShape: [5, 5, 3],
    weights: [
      ['depthwise_kernel', [0, 1]],
      ['pointwise_kernel', [0, 1, 2]],
    ],
    layer: (constraint, inputShape) =>
      tf.layers.separableConv2d({
        filters: 4,
        kernelSize: 3,
        depthMultiplier: 2,
        depthwiseConstraint: constraint,
        pointwiseConstraint: constraint,
        inputShape,
      }),
  },
  {
    title: 'Embedding',
    inputShape: [4],
    vocabulary: 6,
    weights: [['embeddings', [1]]],
    layer: (constraint, inputShape) =>
      tf.layers.embedding({
        inputDim: 6,
        outputDim: 3,
        embeddingsConstraint: constraint,
        inputShape,
      }),
  },
  of('SimpleRNN', [4, 2], recurrent, (args) => tf.layers.simpleRNN({ units: 3, ...args })),
  of('GRU', [4, 2], recurrent, (args) => tf.layers.gru({ units: 3, ...args })),
  of('LSTM', [4, 2], recurrent, (args) => tf.layers.lstm({ units: 3, ...args })),
  of('StackedRNNCells', [4, 2], [...recurrent, ...recurrent], ({ inputShape, ...args }) =>
    tf.layers.rnn({ cell: tf.layers.stackedRNNCells({ cells: cells(args) }), inputShape }),
  ),
  of(
    'ConvLSTM2D',
    [3, 4, 4, 2],
    [
      ['kernel', [0, 1, 2]],
      ['recurrent_kernel', [0, 1, 2]],
    ],
    (args) => tf.layers.convLstm2d({ filters: 2, kernelSize: 2, ...args }),
  ),
  of('TimeDistributed', [3, 4], [kernel], ({ inputShape, ...args }) =>
    tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 3, ...args }), inputShape }),
  ),
  of('Bidirectional', [4, 2], [...recurrent, ...recurrent], ({ inputShape, ...args }) =>
    tf.layers.bidirectional({
      layer: tf.layers.lstm({ units: 3, ...args }),
      inputShape,
    }),
  ),
  of('a nested model', [4], [kernel, kernel], ({ inputShape, ...args }) =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 3, inputShape: inputShape ?? [4], ...args }),
        tf.layers.dense({ units: 2, ...args }),
      ],
    }),
  ),
];

function of(
  title: string,
  inputShape: number[],
  weights: [string, number[]][],
  layer: (args: Args & { inputShape?: number[] }) => tf.layers.Layer,
): LayerCase {
  return {
    title,
    inputShape,
    weights,
    layer: (constraint, shape) =>
      layer({
        kernelConstraint: constraint,
        ...(weights.some(([name]) => name === 'recurrent_kernel') && {
          recurrentConstraint: constraint,
        }),
        inputShape: shape,
      }),
  };
}

/** A model of one layer and a sum over its outputs, so that any layer can be trained against any target. */
export function modelOf(layerCase: LayerCase, constraint?: Constraint): tf.Sequential {
  const model = tf.sequential({ layers: [layerCase.layer(constraint, layerCase.inputShape)] });
  if (model.outputs[0].rank > 2) model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: 1, useBias: false, name: 'readout' }));
  return model;
}

/** Eight examples for a case, with targets that no step reaches. */
export function dataOf(layerCase: LayerCase): { x: tf.Tensor; y: tf.Tensor } {
  const shape = [8, ...layerCase.inputShape];
  return {
    x:
      layerCase.vocabulary == null
        ? tf.randomNormal(shape, 0, 1, 'float32', 5)
        : tf.randomUniform(shape, 0, layerCase.vocabulary, 'int32', 5),
    y: tf.fill([8, 1], 100),
  };
}

/** The constrained weights of a model of {@link modelOf}, with the axes of their units. */
export function constrainedWeights(
  layerCase: LayerCase,
  model: tf.LayersModel,
): { name: string; axes: number[]; weight: tf.Tensor }[] {
  const names = layerCase.weights.map(([name]) => name);
  const found = model.layers[0].weights.filter((weight) =>
    names.includes(weight.originalName.split('/').pop()!),
  );
  expect(found.length).toBe(names.length);
  return found.map((weight, i) => ({
    name: names[i],
    axes: layerCase.weights[i][1],
    weight: weight.read(),
  }));
}

/** One step of training that takes the constrained weights out of the ball. */
export async function step(
  layerCase: LayerCase,
  model: tf.LayersModel,
  { x, y }: { x: tf.Tensor; y: tf.Tensor },
): Promise<void> {
  if (layerCase.untrainable) {
    tf.tidy(() => model.setWeights(model.getWeights().map((weight) => tf.mul(weight, 10))));
  } else {
    await model.trainOnBatch(x, y);
  }
}
