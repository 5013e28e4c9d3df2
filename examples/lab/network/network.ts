import * as tf from '@tensorflow/tfjs';
import { MaxNorm, unitAxes, unitNorms } from 'tfjs-max-norm';
import type { Batch } from '../../shared/mnist/batches.js';
import { CLASSES, PIXELS } from '../../shared/mnist/digits.js';

export interface Score {
  loss: number;
  /** 0 to 1. */
  accuracy: number;
}

export interface LayerFigures {
  name: string;
  /** Of the incoming weights of each unit. */
  norms: Float32Array;
  /** Over the digits looked at; `null` for the output, whose softmax is at most 1. */
  largestActivation: number | null;
}

/** The incoming weights of the first layer's units as square images, row by row. */
export interface WeightImages {
  count: number;
  side: number;
  values: Float32Array;
}

const MOMENTUM = 0.9;
const IMAGES = 16;

/** A model under training, with what the page steers and shows of it. */
export class Network {
  private readonly optimizer: tf.MomentumOptimizer;
  private readonly weighted: tf.layers.Layer[];
  private readonly activations: tf.LayersModel;

  /** @throws If the model does not take digits and give ten probabilities. */
  constructor(
    readonly model: tf.LayersModel,
    learningRate: number,
  ) {
    const shapes = [...model.inputs, ...model.outputs].map(({ shape }) => shape);
    if (shapes.length !== 2 || sizeOf(shapes[0]) !== PIXELS || sizeOf(shapes[1]) !== CLASSES) {
      throw new Error(
        `the model must take ${PIXELS} pixels and give ${CLASSES} probabilities, ` +
          `got the shapes ${shapes.map((shape) => `[${shape.slice(1).join(', ')}]`).join(' and ')}`,
      );
    }
    this.optimizer = tf.train.momentum(learningRate, MOMENTUM);
    model.compile({
      optimizer: this.optimizer,
      loss: 'categoricalCrossentropy',
      metrics: ['accuracy'],
    });
    this.weighted = model.layers.filter(({ weights }) =>
      weights.some(({ originalName }) => originalName.endsWith('/kernel')),
    );
    const outputs = this.weighted.map(({ output }) => output as tf.SymbolicTensor);
    this.activations = tf.model({ inputs: model.inputs, outputs });
  }

  get inputShape(): number[] {
    return this.model.inputs[0].shape.slice(1) as number[];
  }

  /** c; `null` without max-norm. */
  get maxValue(): number | null {
    return this.constraints[0]?.maxValue ?? null;
  }

  set maxValue(maxValue: number) {
    for (const constraint of this.constraints) constraint.maxValue = maxValue;
  }

  get dropout(): number {
    return this.dropoutLayers[0]?.rate ?? 0;
  }

  set dropout(rate: number) {
    for (const layer of this.dropoutLayers) layer.rate = rate;
  }

  set learningRate(learningRate: number) {
    this.optimizer.setLearningRate(learningRate);
  }

  async step({ xs, ys }: Batch): Promise<void> {
    await this.model.trainOnBatch(xs, ys);
  }

  /** Without dropout. */
  async score({ xs, ys }: Batch): Promise<Score> {
    const scalars = this.model.evaluate(xs, ys, { batchSize: 250 }) as tf.Scalar[];
    const [[loss], [accuracy]] = await Promise.all(scalars.map((scalar) => scalar.data()));
    tf.dispose(scalars);
    return { loss, accuracy };
  }

  async layers(xs: tf.Tensor): Promise<LayerFigures[]> {
    const largest = await download(() =>
      [this.activations.predict(xs)].flat().map((activation) => tf.max(activation)),
    );
    const norms = await download(() =>
      this.weighted.map((layer) => unitNorms(layer.getWeights()[0], unitAxes(layer, 'kernel'))),
    );
    return this.weighted.map(({ name }, i) => ({
      name,
      norms: norms[i],
      largestActivation: i < this.weighted.length - 1 ? largest[i][0] : null,
    }));
  }

  async images(): Promise<WeightImages> {
    const [kernel] = this.weighted[0].getWeights();
    const units = kernel.shape[kernel.rank - 1];
    const count = Math.min(units, IMAGES);
    const [values] = await download(() => [
      tf.transpose(tf.slice(tf.reshape(kernel, [-1, units]), [0, 0], [-1, count])),
    ]);
    return { count, side: Math.sqrt(values.length / count), values };
  }

  /** The probabilities of the ten digits. */
  async predict(pixels: Float32Array): Promise<Float32Array> {
    const [probabilities] = await download(() => [
      this.model.predict(tf.tensor(pixels, [1, ...this.inputShape])) as tf.Tensor,
    ]);
    return probabilities;
  }

  dispose(): void {
    this.model.dispose();
    this.optimizer.dispose();
  }

  private get constraints(): MaxNorm[] {
    return this.model.layers
      .map((layer) => (layer as { kernelConstraint?: unknown }).kernelConstraint)
      .filter((constraint) => constraint instanceof MaxNorm);
  }

  /** The rate is read at each step, so that it may be changed while the network trains. */
  private get dropoutLayers(): { rate: number }[] {
    return this.model.layers.filter((layer) => layer.getClassName() === 'Dropout') as unknown as {
      rate: number;
    }[];
  }
}

function sizeOf(shape: (number | null)[]): number {
  return shape.slice(1).reduce<number>((size, length) => size * (length ?? NaN), 1);
}

async function download(compute: () => tf.Tensor[]): Promise<Float32Array[]> {
  const tensors = tf.tidy(compute);
  const values = await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
  tf.dispose(tensors);
  return values;
}
