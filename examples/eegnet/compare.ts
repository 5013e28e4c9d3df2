import type * as tf from '@tensorflow/tfjs';
import { pairedDifference, summarize } from '../shared/statistics.js';
import { eegNet } from './network.js';
import type { Source } from './source.js';
import { train } from './train.js';

export interface Comparison {
  /** Accuracies on the trials held out, a pair for each seed: under the bounds, and without them. */
  accuracies: [number, number][];
  /** The network under its bounds, of the first seed. */
  model: tf.LayersModel;
}

/** Trains the network under its bounds and without them, from the same weights on the same trials, for every seed. */
export async function compare(source: Source, seeds: number, epochs: number): Promise<Comparison> {
  const accuracies: [number, number][] = [];
  let kept: tf.LayersModel | undefined;
  for (let seed = 1; seed <= seeds; seed++) {
    const split = source.draw(seed);
    const { channels, samples, classes } = split.train;
    const pair: number[] = [];
    for (const bounded of [true, false]) {
      console.log(`Seed ${seed}, ${bounded ? 'under its bounds' : 'without bounds'}:`);
      const model = eegNet({ channels, samples, classes: classes.length, bounded, seed });
      pair.push(await train(model, split, epochs));
      if (kept == null) kept = model;
      else model.dispose();
    }
    accuracies.push(pair as [number, number]);
  }
  return { accuracies, model: kept! };
}

export function printComparison(accuracies: [number, number][]): void {
  const arm = (name: string, values: number[]) => {
    const { mean, sd } = summarize(values);
    const spread = sd == null ? '' : ` ± ${percent(sd)}`;
    console.log(`  ${name} ${percent(mean)}${spread} % (${values.map(percent).join(', ')})`);
  };
  console.log('\nAccuracy on the trials held out, mean ± standard deviation (each seed):');
  arm(
    'under its bounds',
    accuracies.map(([bounded]) => bounded),
  );
  arm(
    'without bounds  ',
    accuracies.map(([, free]) => free),
  );
  const { mean, margin, withinNoise } = pairedDifference(accuracies);
  if (margin == null) return;
  console.log(
    `  difference       ${percent(mean)} ± ${percent(margin)} points (95 % interval of the mean)` +
      `${withinNoise ? ': within noise' : ''}`,
  );
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
