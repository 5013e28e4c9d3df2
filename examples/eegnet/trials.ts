import * as tf from '@tensorflow/tfjs';
import { type Random, shuffledIndices } from '../shared/random.js';

/** Trials of EEG, each `channels * samples` numbers, channel by channel, with the number of its class. */
export interface Trials {
  channels: number;
  samples: number;
  /** The names of the classes. */
  classes: string[];
  signals: Float32Array;
  labels: Int32Array;
}

export interface Split {
  train: Trials;
  test: Trials;
}

export function pick(trials: Trials, indices: number[]): Trials {
  const size = trials.channels * trials.samples;
  const signals = new Float32Array(indices.length * size);
  indices.forEach((from, to) =>
    signals.set(trials.signals.subarray(from * size, (from + 1) * size), to * size),
  );
  return { ...trials, signals, labels: Int32Array.from(indices, (i) => trials.labels[i]) };
}

/** Holds out every fourth trial of each class, in random order; of a class with fewer trials, one. */
export function splitByClass(trials: Trials, random: Random): Split {
  const order = [...shuffledIndices(trials.labels.length, random)];
  const ofClass = trials.classes.map((_, label) => order.filter((i) => trials.labels[i] === label));
  const isTest = (_: number, place: number) => place % 4 === 0;
  return {
    train: pick(
      trials,
      ofClass.flatMap((indices) => indices.filter((i, place) => !isTest(i, place))),
    ),
    test: pick(
      trials,
      ofClass.flatMap((indices) => indices.filter(isTest)),
    ),
  };
}

/**
 * What the network takes, `[trials, channels, samples, 1]`, and what it should give, one-hot. Every channel has mean 0 and
 * variance 1 over the trials to train on, whatever its unit was.
 */
export function toTensors({ train, test }: Split) {
  return tf.tidy(() => {
    const { mean, variance } = tf.moments(signalsOf(train), [0, 2], true);
    // A channel without any signal stays 0.
    const scaled = (trials: Trials) =>
      tf.divNoNan(tf.sub(signalsOf(trials), mean), tf.sqrt(variance));
    return {
      xs: scaled(train),
      ys: classesOf(train),
      held: { xs: scaled(test), ys: classesOf(test) },
    };
  });
}

function signalsOf({ channels, samples, signals, labels }: Trials): tf.Tensor4D {
  return tf.tensor4d(signals, [labels.length, channels, samples, 1]);
}

function classesOf({ classes, labels }: Trials): tf.Tensor {
  return tf.oneHot(tf.tensor1d(labels, 'int32'), classes.length);
}
