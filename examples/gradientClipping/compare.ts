import * as tf from '@tensorflow/tfjs';
import { constrainModel, normReport } from 'tfjs-max-norm';
import { clipByGlobalNorm, globalNorm } from './clipByGlobalNorm.js';

export const LEARNING_RATE = 0.05;
export const CLIP_NORM = 1;
export const MAX_VALUE = 1;

const STEPS = 200;
const BATCH = 16;
/** Every so many steps a batch comes with its targets in the wrong unit: the gradient explodes. */
const GLITCH_EVERY = 50;
const GLITCH = 8;

export interface Method {
  clip: boolean;
  maxNorm: boolean;
}

/** What one training came to. */
export interface Outcome {
  /** The longest step that all weights together took for their gradient: learning rate times its norm. */
  largestStep: number;
  /** The largest norm of a unit's incoming weights, at any time in training. */
  largestNorm: number;
  /** Mean squared error on examples without a glitch. */
  loss: number;
}

/** Trains the same model on the same batches, with gradient clipping, max-norm, both or neither. */
export async function train({ clip, maxNorm }: Method): Promise<Outcome> {
  const model = build();
  if (maxNorm) constrainModel(model, { maxValue: MAX_VALUE });
  const optimizer = tf.train.sgd(LEARNING_RATE);
  const outcome: Outcome = { largestStep: 0, largestNorm: 0, loss: NaN };
  for (let step = 1; step <= STEPS; step++) {
    const gradientNorm = tf.tidy(() => {
      const { x, y } = batch(step);
      const targets = step % GLITCH_EVERY === 0 ? tf.mul(y, GLITCH) : y;
      const { grads } = optimizer.computeGradients(() => loss(model, x, targets));
      const used = clip ? clipByGlobalNorm(grads, CLIP_NORM) : grads;
      optimizer.applyGradients(used);
      return globalNorm(used).dataSync()[0];
    });
    const rows = await normReport(model, { kernels: true });
    outcome.largestStep = Math.max(outcome.largestStep, LEARNING_RATE * gradientNorm);
    outcome.largestNorm = Math.max(outcome.largestNorm, ...rows.map(({ max }) => max));
  }
  outcome.loss = tf.tidy(() => {
    const { x, y } = batch(STEPS + 1);
    return loss(model, x, y).dataSync()[0];
  });
  model.dispose();
  optimizer.dispose();
  return outcome;
}

/** The same initial weights each time. */
function build(): tf.LayersModel {
  const init = (seed: number) => tf.initializers.glorotUniform({ seed });
  return tf.sequential({
    layers: [
      tf.layers.dense({
        units: 16,
        inputShape: [4],
        activation: 'relu',
        kernelInitializer: init(1),
      }),
      tf.layers.dense({ units: 16, activation: 'relu', kernelInitializer: init(2) }),
      tf.layers.dense({ units: 1, kernelInitializer: init(3) }),
    ],
  });
}

/** The same batches each time: y = |x0| + |x1| - x2 x3. */
function batch(step: number): { x: tf.Tensor2D; y: tf.Tensor2D } {
  const x = tf.randomNormal<tf.Rank.R2>([BATCH, 4], 0, 1, 'float32', step);
  const [x0, x1, x2, x3] = tf.split(x, 4, 1);
  const y = tf.sub<tf.Tensor2D>(tf.add(tf.abs(x0), tf.abs(x1)), tf.mul(x2, x3));
  return { x, y };
}

function loss(model: tf.LayersModel, x: tf.Tensor, y: tf.Tensor): tf.Scalar {
  return tf.losses.meanSquaredError(y, model.apply(x, { training: true }) as tf.Tensor);
}
