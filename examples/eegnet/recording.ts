import { UserError } from '../shared/errors.js';
import { type NpyArray, readNpy } from '../shared/npy.js';
import type { Trials } from './trials.js';

/** What the pools of the network leave nothing of. */
const LEAST_SAMPLES = 32;

/**
 * A recording of one's own: the trials `[trials, channels, samples]` in one `.npy` file, and a whole number for the class
 * of each in another, as NumPy saves them.
 *
 * @throws A {@link UserError} that names the file and says what it must hold.
 */
export async function readRecording(data: string, labels: string): Promise<Trials> {
  const signals = await readNpy(data);
  checkSignals(signals, data);
  const [count, channels, samples] = signals.shape;
  const marks = await readNpy(labels);
  checkLabels(marks, count, labels);
  const classes = [...new Set(marks.data)].sort((a, b) => a - b);
  return {
    channels,
    samples,
    classes: classes.map(String),
    signals: new Float32Array(signals.data),
    labels: Int32Array.from(marks.data, (mark) => classes.indexOf(mark)),
  };
}

function checkSignals({ shape, data }: NpyArray, path: string): void {
  if (shape.length !== 3) {
    throw new UserError(
      `${path} must have the shape [trials, channels, samples], as epochs.get_data() gives it, got [${shape.join(', ')}].`,
    );
  }
  const [, channels, samples] = shape;
  if (channels < 1 || samples < LEAST_SAMPLES) {
    throw new UserError(
      `${path} must have one channel and ${LEAST_SAMPLES} samples at least, got ${channels} channels of ${samples}.`,
    );
  }
  const place = data.findIndex((value) => !Number.isFinite(value));
  if (place !== -1) {
    const trial = Math.floor(place / (channels * samples));
    const channel = Math.floor(place / samples) % channels;
    throw new UserError(
      `${path} must hold finite numbers, got ${data[place]} in trial ${trial}, channel ${channel}: drop that trial.`,
    );
  }
}

function checkLabels({ shape, data }: NpyArray, count: number, path: string): void {
  if (shape.length !== 1 || shape[0] !== count) {
    throw new UserError(
      `${path} must hold one label for each of the ${count} trials, shape [${count}], got [${shape.join(', ')}].`,
    );
  }
  const odd = data.find((value) => !Number.isInteger(value));
  if (odd != null) throw new UserError(`${path} must hold whole numbers, got ${odd}.`);
  const counts = new Map<number, number>();
  data.forEach((label) => counts.set(label, (counts.get(label) ?? 0) + 1));
  if (counts.size < 2) {
    throw new UserError(
      `${path} must name two classes at least, got ${[...counts.keys()].join()}.`,
    );
  }
  const [rare] = [...counts].find(([, number]) => number < 2) ?? [];
  if (rare != null) {
    throw new UserError(
      `${path} must have two trials of each class at least, one to train on and one to test on, got one of ${rare}.`,
    );
  }
}
