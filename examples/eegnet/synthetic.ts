import { type Random, seededRandom } from '../shared/random.js';
import { pick, type Split, type Trials } from './trials.js';

/** A second at the rate that EEGNet's sizes are meant for. */
export const RATE = 128;
const CHANNELS = 8;
/** Where along the channels the oscillation of each class is. */
export const PLACES = [1, 6];

const TRAIN = 256;
const TEST = 512;

/**
 * Synthetic trials, no recording of anybody: an oscillation of 9 to 11 Hz at one of two places on a row of channels,
 * under noise that falls with frequency, part of which all channels share.
 */
export function syntheticSplit(seed: number): Split {
  const trials = syntheticTrials(TRAIN + TEST, seededRandom(`trials ${seed}`));
  const indices = [...trials.labels.keys()];
  return { train: pick(trials, indices.slice(0, TRAIN)), test: pick(trials, indices.slice(TRAIN)) };
}

function syntheticTrials(count: number, random: Random): Trials {
  const labels = Int32Array.from({ length: count }, (_, i) => i % PLACES.length);
  const signals = new Float32Array(count * CHANNELS * RATE);
  labels.forEach((label, trial) => {
    const oscillation = sine(9 + 2 * random(), random());
    const strength = 0.5 + 2 * random();
    const shared = noise(random);
    for (let channel = 0; channel < CHANNELS; channel++) {
      const own = noise(random);
      const reach = Math.exp(-((channel - PLACES[label]) ** 2) / 2);
      for (let t = 0; t < RATE; t++) {
        signals[(trial * CHANNELS + channel) * RATE + t] =
          strength * reach * oscillation[t] + 2 * shared[t] + own[t];
      }
    }
  });
  const classes = PLACES.map((place) => `10 Hz at channel ${place + 1}`);
  return { channels: CHANNELS, samples: RATE, classes, signals, labels };
}

/** @param phase From 0 to 1. */
function sine(hertz: number, phase: number): Float32Array {
  return Float32Array.from({ length: RATE }, (_, t) =>
    Math.sin(2 * Math.PI * ((hertz * t) / RATE + phase)),
  );
}

/** Noise of variance 1 in which each value keeps nine tenths of the one before. */
function noise(random: Random): Float32Array {
  let value = normal(random);
  return Float32Array.from({ length: RATE }, () => {
    value = 0.9 * value + Math.sqrt(1 - 0.9 ** 2) * normal(random);
    return value;
  });
}

/** By Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
