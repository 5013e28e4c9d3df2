import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { maxNorm, unitAxes, unitNorms } from '../../src/index.js';
import { allLayers, ownWeights, variableOf, weightName } from '../../src/tfjs/layers.js';
import { enableWasmTraining } from '../../src/wasm/index.js';

const MAX_VALUE = 0.1;
const STEPS = 4;

beforeAll(() => enableWasmTraining());

type Constraint = ReturnType<typeof maxNorm>;
type Make = (constraint: Constraint, inputShape: number[]) => tf.layers.Layer;

const layers: [string, number[], Make][] = [
  ['Dense', [7], (c, inputShape) => tf.layers.dense({ units: 5, kernelConstraint: c, inputShape })],
  [
    'Conv1D',
    [9, 3],
    (c, inputShape) =>
      tf.layers.conv1d({ filters: 4, kernelSize: 3, kernelConstraint: c, inputShape }),
  ],
  [
    'Conv2D',
    [7, 6, 3],
    (c, inputShape) =>
      tf.layers.conv2d({ filters: 5, kernelSize: 3, strides: 2, kernelConstraint: c, inputShape }),
  ],
  [
    'Conv3D',
    [5, 4, 4, 2],
    (c, inputShape) =>
      tf.layers.conv3d({ filters: 3, kernelSize: 2, kernelConstraint: c, inputShape }),
  ],
  [
    'Conv2DTranspose',
    [4, 5, 3],
    (c, inputShape) =>
      tf.layers.conv2dTranspose({
        filters: 2,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        kernelConstraint: c,
        inputShape,
      }),
  ],
  [
    'Conv3DTranspose',
    [3, 3, 3, 2],
    (c, inputShape) =>
      tf.layers.conv3dTranspose({ filters: 2, kernelSize: 2, kernelConstraint: c, inputShape }),
  ],
  [
    'DepthwiseConv2D',
    [6, 6, 3],
    (c, inputShape) =>
      tf.layers.depthwiseConv2d({
        kernelSize: 3,
        depthMultiplier: 2,
        depthwiseConstraint: c,
        inputShape,
      }),
  ],
  [
    'SeparableConv2D',
    [6, 6, 3],
    (c, inputShape) =>
      tf.layers.separableConv2d({
        filters: 4,
        kernelSize: 3,
        depthwiseConstraint: c,
        pointwiseConstraint: c,
        inputShape,
      }),
  ],
  [
    'Embedding',
    [6],
    (c, inputShape) =>
      tf.layers.embedding({
        inputDim: 8,
        outputDim: 3,
        embeddingsConstraint: c,
        inputShape,
        embeddingsInitializer: 'randomNormal',
      }),
  ],
  [
    'SimpleRNN',
    [4, 3],
    (c, inputShape) =>
      tf.layers.simpleRNN({
        units: 5,
        kernelConstraint: c,
        recurrentConstraint: c,
        recurrentInitializer: 'glorotUniform',
        inputShape,
      }),
  ],
  [
    'GRU',
    [4, 3],
    (c, inputShape) =>
      tf.layers.gru({
        units: 5,
        kernelConstraint: c,
        recurrentConstraint: c,
        recurrentInitializer: 'glorotUniform',
        inputShape,
      }),
  ],
  [
    'LSTM',
    [4, 3],
    (c, inputShape) =>
      tf.layers.lstm({
        units: 5,
        kernelConstraint: c,
        recurrentConstraint: c,
        recurrentInitializer: 'glorotUniform',
        inputShape,
      }),
  ],
  [
    'ConvLSTM2D',
    [3, 5, 5, 2],
    (c, inputShape) =>
      tf.layers.convLstm2d({
        filters: 3,
        kernelSize: 2,
        kernelConstraint: c,
        recurrentConstraint: c,
        recurrentInitializer: 'glorotUniform',
        inputShape,
      }),
  ],
  [
    'TimeDistributed',
    [3, 5, 5, 2],
    (c, inputShape) =>
      tf.layers.timeDistributed({
        layer: tf.layers.conv2d({ filters: 3, kernelSize: 2, kernelConstraint: c }),
        inputShape,
      }),
  ],
  [
    'Bidirectional',
    [4, 3],
    (c, inputShape) =>
      tf.layers.bidirectional({
        layer: tf.layers.lstm({
          units: 4,
          kernelConstraint: c,
          recurrentConstraint: c,
          recurrentInitializer: 'glorotUniform',
        }),
        mergeMode: 'concat',
        inputShape,
      }),
  ],
];

/** Weights after some steps, from given ones or, without, from fresh ones; the data is the same every time. */
async function train(
  backend: string,
  [name, shape, make]: (typeof layers)[number],
  initial?: Float32Array[],
): Promise<{ initial: Float32Array[]; trained: Float32Array[]; norms: number[] }> {
  await tf.setBackend(backend);
  const layer = make(maxNorm({ maxValue: MAX_VALUE }), shape);
  const model = tf.sequential({ layers: [layer] });
  if (model.outputs[0].shape.length > 2) model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: 2 }));
  if (initial) setWeights(model, initial);
  const start = values(model);
  model.compile({ optimizer: tf.train.adam(0.05), loss: 'meanSquaredError' });
  const size = 5 * shape.reduce((product, length) => product * length, 1);
  const numbers = Array.from({ length: size }, (_, i) =>
    name === 'Embedding' ? (i * 7) % 8 : Math.sin(i * i + 1),
  );
  const x = tf.tensor(numbers, [5, ...shape]);
  const y = tf.tensor2d(
    Array.from({ length: 10 }, (_, i) => Math.cos(3 * i)),
    [5, 2],
  );
  let numTensors = 0;
  for (let step = 0; step < STEPS; step++) {
    if (step === 1) numTensors = tf.memory().numTensors;
    await model.trainOnBatch(x, y);
  }
  expect(tf.memory().numTensors).toBe(numTensors);
  const trained = values(model);
  const norms = constrainedNorms(model);
  tf.dispose([x, y]);
  model.dispose();
  return { initial: start, trained, norms };
}

function values(model: tf.LayersModel): Float32Array[] {
  return model.getWeights().map((weight) => weight.dataSync<'float32'>().slice());
}

function setWeights(model: tf.LayersModel, weights: Float32Array[]): void {
  const tensors = model.getWeights().map((weight, i) => tf.tensor(weights[i], weight.shape));
  model.setWeights(tensors);
  tf.dispose(tensors);
}

/** The norms of every unit under the constraint: of all layers but the last, all weights but biases. */
function constrainedNorms(model: tf.Sequential): number[] {
  return [...allLayers(model.layers[0])].flatMap((layer) =>
    ownWeights(layer)
      .filter((weight) => weightName(weight) !== 'bias')
      .flatMap((weight) => {
        const norms = unitNorms(variableOf(weight), unitAxes(layer, weightName(weight)));
        const list = [...norms.dataSync<'float32'>()];
        norms.dispose();
        return list;
      }),
  );
}

describe.each(layers)('%s', (...layer) => {
  test('trains on wasm as on cpu, with every norm within the bound', async () => {
    const cpu = await train('cpu', layer);
    const wasm = await train('wasm', layer, cpu.initial);
    expect(cpu.norms.some((norm) => norm > MAX_VALUE * 0.999)).toBe(true);
    expect(wasm.norms.length).toBe(cpu.norms.length);
    for (const norm of wasm.norms) expect(norm).toBeLessThanOrEqual(MAX_VALUE * (1 + 1e-6));
    cpu.trained.forEach((weight, i) => {
      expect(weight).not.toEqual(cpu.initial[i]);
      // Adam divides by the gradient's size, which magnifies its rounding errors.
      weight.forEach((value, j) => expect(Math.abs(wasm.trained[i][j] - value)).toBeLessThan(2e-4));
    });
  });
});
