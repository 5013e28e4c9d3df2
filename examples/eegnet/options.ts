import { type BackendName, BACKENDS } from '../shared/backend.js';
import { UserError } from '../shared/errors.js';
import { integer, oneOf, parseCommand } from '../shared/options.js';

export interface Options {
  /** A reader's own recording; synthetic trials without it. */
  recording: { data: string; labels: string } | undefined;
  /** A network that Keras saved. */
  keras: string | undefined;
  epochs: number;
  seeds: number;
  backend: BackendName | undefined;
  output: string;
}

const FROM_KERAS = 'examples/eegnet/eegnet.keras';

export const HELP = `Trains EEGNet, a small network that decodes EEG, under the two max-norm bounds
of its paper and without them, and compares. Unless you give a recording of your
own, the trials are synthetic: an oscillation of 10 Hz at one of two places on a
row of channels, under noise.

npm run eegnet -- [options]

  --data X.npy          your trials, [trials, channels, samples] at 128 samples
                        a second; with it goes
  --labels Y.npy        the class of each trial, a whole number; a quarter of
                        each class is held out. In MNE-Python:
                        np.save("x.npy", epochs.copy().resample(128).get_data())
                        np.save("y.npy", epochs.events[:, 2])
  --keras FILE          a network that Keras saved, trained here as well
                        (${FROM_KERAS}, with synthetic
                        trials; build.py beside it makes one for your channels
                        and samples)
  --epochs N            passes over the trials to train on (30)
  --seeds N             how often both are trained, each time from other weights
                        and on other trials (3)
  --backend NAME        ${BACKENDS.join(', ')}
                        (the fastest of them that works)
  --output DIR          folder for the picture of the spatial filters and the
                        trained model (output/eegnet)
  --help                this text

Weights and trials are the same for the same seed. Dropout's masks and the order
of the trials are drawn anew each time.`;

/**
 * Reads the command line; `undefined` if it asks for help.
 *
 * @throws A `UserError` with exit code 2 that names the option, the value and what is accepted.
 */
export function parseOptions(args: string[]): Options | undefined {
  const text = { type: 'string' } as const;
  const { values } = parseCommand({
    args,
    options: {
      data: text,
      labels: text,
      keras: text,
      epochs: text,
      seeds: text,
      backend: text,
      output: text,
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return undefined;
  const { data, labels, keras, backend } = values;
  if ((data == null) !== (labels == null)) {
    throw new UserError(
      `--data and --labels go together, got --${data == null ? 'labels' : 'data'} alone.`,
      2,
    );
  }
  return {
    recording: data == null || labels == null ? undefined : { data, labels },
    keras: keras ?? (data == null ? FROM_KERAS : undefined),
    epochs: integer('epochs', values.epochs ?? '30', 1),
    seeds: integer('seeds', values.seeds ?? '3', 1),
    backend: backend == null ? undefined : oneOf('backend', backend, BACKENDS),
    output: values.output ?? 'output/eegnet',
  };
}
