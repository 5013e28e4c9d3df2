import * as tf from '@tensorflow/tfjs';
import { constrainVariable, maxNorm, unitNorms } from 'tfjs-max-norm';
import { toTensors } from '../../examples/shared/mnist/batches.js';
import { type Digits, countOf, pick, PIXELS } from '../../examples/shared/mnist/digits.js';
import { seededRandom, shuffledIndices } from '../../examples/shared/random.js';
import type { FinishedRun, RunContext } from '../experiment.js';
import { ClipWeights } from './clipWeights.js';
import { Masks } from './masks.js';
import { denseNetwork } from './network.js';

/** A network that learns one task after another, each digit once. */
export interface PlasticitySettings {
  hidden: number[];
  optimizer: 'momentum' | 'adam';
  learningRate: number;
  l2: number;
  /** c of each kernel, as a multiple of the mean norm that its units start with; `null` is no bound. */
  maxNormTimesInitial: number | null;
  /** Largest weight of each kernel, as a multiple of the standard deviation it starts with; `null` is no clipping. */
  clipTimesInitial: number | null;
  tasks: number;
  digitsPerTask: number;
  batchSize: number;
}

/** What is seen at one task. */
interface Task {
  /** The share of digits, in percent, that were right before they were learned from. */
  accuracy: number;
  /** At the end of the task: mean norm of the hidden units; `null` once it is not finite. */
  norm: number | null;
  /** At the end of the task: the share of hidden units, in percent, that are 0 for each of the task's last digits. */
  dead: number;
}

export interface PlasticityResult {
  /** Mean accuracy of the first and of the last tenth of the tasks, in percent. */
  first: number;
  last: number;
  /** Largest norm of a unit at the end; `null` if it is not finite. */
  largestNorm: number | null;
  tasks: Task[];
}

export type PlasticityRun = FinishedRun<PlasticitySettings, PlasticityResult>;

const MOMENTUM = 0.9;
const PROBE = 500;

/**
 * Online permuted MNIST: each task permutes the pixels anew. The digits of a task, their order and the permutation depend
 * on the seed only, and so do the initial weights.
 *
 * @param onLoss Is told each batch's mean cross-entropy before it was learned from.
 */
export async function trainPlasticity(
  settings: PlasticitySettings,
  { seed, mnist, progress }: RunContext,
  onLoss?: (loss: number) => void,
): Promise<PlasticityResult> {
  const { hidden, l2, batchSize } = settings;
  const model = denseNetwork(
    { hidden, initializer: 'heNormal', dropout: null, maxNorm: null, l1: 0, l2 },
    seed,
    new Masks(),
  );
  const release = constrain(model, settings);
  const optimizer =
    settings.optimizer === 'adam'
      ? tf.train.adam(settings.learningRate)
      : tf.train.momentum(settings.learningRate, MOMENTUM);
  model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });

  const tasks: Task[] = [];
  for (let task = 0; task < settings.tasks; task++) {
    const digits = drawTask(mnist.train, settings.digitsPerTask, `${seed} ${task}`);
    let right = 0;
    for (let start = 0; start < countOf(digits); start += batchSize) {
      const { xs, ys } = toTensors(slice(digits, start, start + batchSize), [PIXELS]);
      // Loss and accuracy are those of the weights before the step.
      const [loss, accuracy] = (await model.trainOnBatch(xs, ys)) as number[];
      onLoss?.(loss);
      right += accuracy * xs.shape[0];
      tf.dispose([xs, ys]);
    }
    tasks.push({
      accuracy: round((100 * right) / countOf(digits)),
      norm: finite(mean(kernelsOf(model).slice(0, -1).flatMap(norms))),
      dead: round(deadPercent(model, slice(digits, -PROBE))),
    });
    progress((task + 1) / settings.tasks);
  }
  const tenth = Math.ceil(tasks.length / 10);
  const meanAccuracy = (some: Task[]) => mean(some.map(({ accuracy }) => accuracy));
  const result = {
    first: meanAccuracy(tasks.slice(0, tenth)),
    last: meanAccuracy(tasks.slice(-tenth)),
    largestNorm: finite(Math.max(...kernelsOf(model).flatMap(norms))),
    tasks,
  };
  release();
  model.dispose();
  optimizer.dispose();
  return result;
}

/** Binds each kernel by what it starts with; returns how to release them. */
function constrain(model: tf.LayersModel, settings: PlasticitySettings): () => void {
  const { maxNormTimesInitial, clipTimesInitial } = settings;
  const releases = kernelsOf(model).flatMap((kernel) => {
    if (maxNormTimesInitial != null) {
      const maxValue = maxNormTimesInitial * mean(norms(kernel));
      return [constrainVariable(kernel, maxNorm({ maxValue, axis: 0 }))];
    }
    if (clipTimesInitial == null) return [];
    const deviation = tf.tidy(() => tf.moments(kernel).variance.sqrt().dataSync()[0]);
    return [constrainVariable(kernel, new ClipWeights(clipTimesInitial * deviation))];
  });
  return () => releases.forEach((release) => release());
}

/** So many digits, their pixels in an order of the task's own. */
function drawTask(digits: Digits, count: number, seed: string): Digits {
  const order = shuffledIndices(countOf(digits), seededRandom(`task ${seed}`));
  const drawn = pick(digits, order.subarray(0, count));
  const permutation = shuffledIndices(PIXELS, seededRandom(`permutation ${seed}`));
  const images = new Uint8Array(drawn.images.length);
  for (let start = 0; start < images.length; start += PIXELS) {
    for (let i = 0; i < PIXELS; i++) images[start + i] = drawn.images[start + permutation[i]];
  }
  return { images, labels: drawn.labels };
}

function slice({ images, labels }: Digits, start: number, end = labels.length): Digits {
  const from = start < 0 ? Math.max(0, labels.length + start) : start;
  return {
    images: images.subarray(from * PIXELS, end * PIXELS),
    labels: labels.subarray(from, end),
  };
}

function kernelsOf(model: tf.LayersModel): tf.Variable[] {
  return model.trainableWeights
    .filter(({ shape }) => shape.length === 2)
    .map((weight) => weight.read() as tf.Variable);
}

function norms(kernel: tf.Tensor): number[] {
  return tf.tidy(() => [...unitNorms(kernel, 0).dataSync()]);
}

function deadPercent(model: tf.LayersModel, digits: Digits): number {
  const dead = tf.tidy(() => {
    let outputs = toTensors(digits, [PIXELS]).xs;
    return model.layers.slice(0, -1).flatMap((layer) => {
      outputs = layer.apply(outputs) as tf.Tensor;
      return [...tf.equal(tf.max(outputs, 0), 0).dataSync()];
    });
  });
  return 100 * mean(dead);
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** To what is enough to draw. */
function round(value: number): number {
  return Number(value.toFixed(2));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(5)) : null;
}
