import type * as tf from '@tensorflow/tfjs';
import cliProgress from 'cli-progress';
import { duration } from './duration.js';

export interface ProgressOptions {
  epochs: number;
  /** Batches in all. */
  steps: number;
  /** Where there is no bar: how many lines at most, spread over the epochs. @default epochs */
  lines?: number;
  /** @default process.stdout */
  stream?: NodeJS.WriteStream;
}

/**
 * A callback for `model.fit` and `model.fitDataset` of a model compiled with the metric `accuracy`: shows loss,
 * accuracy (both of this epoch so far, with dropout at work) and the time left. A bar on a terminal, elsewhere lines.
 */
export function showProgress(options: ProgressOptions): tf.CustomCallbackArgs {
  const { epochs, steps, lines = epochs, stream = process.stdout } = options;
  const every = Math.ceil(epochs / lines);
  const bar = stream.isTTY ? startBar(stream, steps) : undefined;
  const begin = performance.now();
  let epoch = 0;
  let done = 0;
  let sums = { examples: 0, loss: 0, right: 0 };

  function figures() {
    return {
      epoch: `${epoch + 1}/${epochs}`,
      loss: (sums.loss / sums.examples).toFixed(4),
      accuracy: `${((100 * sums.right) / sums.examples).toFixed(2)} %`,
      left: duration(((performance.now() - begin) / done) * (steps - done)),
    };
  }

  return {
    onEpochBegin(index) {
      epoch = index;
      sums = { examples: 0, loss: 0, right: 0 };
    },
    onBatchEnd(_, logs) {
      const { size, loss, acc } = logs as Record<string, number>;
      done++;
      sums.examples += size;
      sums.loss += loss * size;
      sums.right += acc * size;
      bar?.update(done, figures());
    },
    onEpochEnd() {
      if (bar || (epoch + 1) % every !== 0) return;
      const { loss, accuracy, left, ...at } = figures();
      stream.write(`epoch ${at.epoch}: loss ${loss}, accuracy ${accuracy}, ${left} left\n`);
    },
    onTrainEnd() {
      bar?.stop();
    },
  };
}

function startBar(stream: NodeJS.WriteStream, total: number): cliProgress.SingleBar {
  const bar = new cliProgress.SingleBar(
    {
      stream,
      format:
        'epoch {epoch} {bar} {percentage} % | loss {loss} | accuracy {accuracy} | {left} left',
      barsize: 12, // a line of 80 columns at most
      gracefulExit: false, // Ctrl-C is the program's to handle
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, 0, { epoch: '1', loss: '-', accuracy: '-', left: '?' });
  return bar;
}
