import * as tf from '@tensorflow/tfjs';

interface Choice {
  learningRate: number;
  create(learningRate: number): tf.Optimizer;
}

/** The optimizers to choose from, each with the learning rate that it has unless another is given. */
export const optimizers = {
  adam: { learningRate: 0.001, create: (rate) => tf.train.adam(rate) },
  sgd: { learningRate: 0.1, create: (rate) => tf.train.sgd(rate) },
  // The momentum that the dropout paper ends with.
  momentum: { learningRate: 0.01, create: (rate) => tf.train.momentum(rate, 0.95) },
  rmsprop: { learningRate: 0.001, create: (rate) => tf.train.rmsprop(rate) },
} satisfies Record<string, Choice>;

export type OptimizerName = keyof typeof optimizers;
