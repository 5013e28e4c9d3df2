import { seededRandom } from '../shared/random.js';
import { readRecording } from './recording.js';
import { syntheticSplit } from './synthetic.js';
import { type Split, splitByClass } from './trials.js';

/** Where trials come from, and how they are told apart into those to train on and those to test on. */
export interface Source {
  name: string;
  draw(seed: number): Split;
}

export async function sourceOf(
  recording: { data: string; labels: string } | undefined,
): Promise<Source> {
  if (recording == null) return { name: 'synthetic trials', draw: syntheticSplit };
  const trials = await readRecording(recording.data, recording.labels);
  return {
    name: recording.data,
    draw: (seed) => splitByClass(trials, seededRandom(`split ${seed}`)),
  };
}

export function describeSplit(name: string, { train, test }: Split): string {
  const { channels, samples, classes } = train;
  return (
    `${name}: ${train.labels.length} to train on, ${test.labels.length} held out, of ${channels} channels and ` +
    `${samples} samples, in ${classes.length} classes (${classes.join(', ')})`
  );
}
