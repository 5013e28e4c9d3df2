import * as tf from '@tensorflow/tfjs';
import { constrainModel, MaxNorm, unitAxes, unitNorms } from 'tfjs-max-norm';
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
  /** Of the incoming weights of each unit against those it started with, in radians. */
  angles: Float32Array;
  /** Over the digits looked at; `null` for the output, whose softmax is at most 1. */
  largestActivation: number | null;
}

/** The incoming weights of one unit. */
export interface UnitWeights {
  /** As the kernel has them, less its last axis. */
  shape: number[];
  values: Float32Array;
}

const MOMENTUM = 0.9;

/** A model under training, with what the page steers and shows of it. */
export class Network {
  private readonly optimizer: tf.MomentumOptimizer;
  private readonly weighted: tf.layers.Layer[];
  private readonly activations: tf.LayersModel;
  private readonly starts: tf.Tensor[];

  /**
   * @param starts Where each kernel started, if it has moved since.
   * @throws If the model does not take digits and give ten probabilities.
   */
  constructor(
    readonly model: tf.LayersModel,
    learningRate: number,
    starts?: Float32Array[],
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
    this.starts = this.kernels().map((kernel, i) =>
      starts == null ? kernel.clone() : tf.tensor(starts[i], kernel.shape),
    );
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

  /** Bounds a model that carries no max-norm. */
  constrain(maxValue: number): void {
    if (this.maxValue == null) constrainModel(this.model, { maxValue });
  }

  /**
   * @param seed Of the dropout masks: networks that share it drop the same units.
   * @returns The accuracy on the batch before it is learned from.
   */
  async step({ xs, ys }: Batch, seed: number): Promise<number> {
    this.seedDropout(seed);
    const [, accuracy] = (await this.model.trainOnBatch(xs, ys)) as number[];
    this.seedDropout(undefined);
    return accuracy;
  }

  /** Without dropout. */
  async score(batch: Batch): Promise<Score> {
    const [[loss], [accuracy]] = await download(() =>
      scalars(batch.ys, this.model.predict(batch.xs) as tf.Tensor),
    );
    return { loss, accuracy };
  }

  /** Score and layers from one pass over the digits. */
  async look({ xs, ys }: Batch): Promise<{ score: Score; layers: LayerFigures[] }> {
    const { weighted } = this;
    const [[loss], [accuracy], ...figures] = await download(() => {
      const outputs = [this.activations.predict(xs)].flat();
      return [
        ...scalars(ys, outputs[outputs.length - 1]),
        ...outputs.map((activation) => tf.max(activation)),
        ...this.kernels().flatMap((kernel, i) => {
          const axes = unitAxes(weighted[i], 'kernel');
          return [
            unitNorms(kernel, axes),
            unitNorms(this.starts[i], axes),
            tf.sum(tf.mul(kernel, this.starts[i]), axes),
          ];
        }),
      ];
    });
    const layers = weighted.map(({ name }, i) => {
      const [norms, started, products] = figures.slice(weighted.length + 3 * i);
      return {
        name,
        norms,
        angles: norms.map((norm, unit) => angle(products[unit], norm * started[unit])),
        largestActivation: i < weighted.length - 1 ? figures[i][0] : null,
      };
    });
    return { score: { loss, accuracy }, layers };
  }

  /** @param unit The last one stands for all that are beyond it. */
  async unit(layer: number, unit: number): Promise<UnitWeights> {
    const kernel = this.kernels()[Math.min(layer, this.weighted.length - 1)];
    const shape = kernel.shape.slice(0, -1);
    const index = Math.min(unit, kernel.shape[kernel.rank - 1] - 1);
    const [values] = await download(() => [
      tf.slice(tf.reshape(kernel, [sizeOf([1, ...shape]), -1]), [0, index], [-1, 1]),
    ]);
    return { shape, values };
  }

  /** The probabilities of the ten digits. */
  async predict(pixels: Float32Array): Promise<Float32Array> {
    const [probabilities] = await download(() => [
      this.model.predict(tf.tensor(pixels, [1, ...this.inputShape])) as tf.Tensor,
    ]);
    return probabilities;
  }

  /** Where each kernel started. */
  startValues(): Promise<Float32Array[]> {
    return Promise.all(this.starts.map((start) => start.data<'float32'>()));
  }

  dispose(): void {
    this.model.dispose();
    this.optimizer.dispose();
    tf.dispose(this.starts);
  }

  private kernels(): tf.Tensor[] {
    return this.weighted.map((layer) => layer.getWeights()[0]);
  }

  private get constraints(): MaxNorm[] {
    return this.model.layers
      .map((layer) => (layer as { kernelConstraint?: unknown }).kernelConstraint)
      .filter((constraint) => constraint instanceof MaxNorm);
  }

  /** Only while a step is made: a saved model shall not drop the same units for ever. */
  private seedDropout(seed: number | undefined): void {
    this.dropoutLayers.forEach((layer, i) => {
      layer.seed = seed == null ? undefined : seed * this.dropoutLayers.length + i + 1;
    });
  }

  /** Rate and seed are read at each step, so that they may be changed while the network trains. */
  private get dropoutLayers(): { rate: number; seed?: number }[] {
    return this.model.layers.filter((layer) => layer.getClassName() === 'Dropout') as unknown as {
      rate: number;
      seed?: number;
    }[];
  }
}

function scalars(ys: tf.Tensor2D, outputs: tf.Tensor): tf.Tensor[] {
  return [
    tf.mean(tf.metrics.categoricalCrossentropy(ys, outputs)),
    tf.mean(tf.metrics.categoricalAccuracy(ys, outputs)),
  ];
}

function angle(product: number, lengths: number): number {
  return lengths > 0 ? Math.acos(Math.min(1, Math.max(-1, product / lengths))) : NaN;
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
