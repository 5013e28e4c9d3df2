import type * as tf from '@tensorflow/tfjs';
import { loadKeras } from 'tfjs-max-norm/keras';
import { UserError } from '../shared/errors.js';
import type { Trials } from './trials.js';

/** Loads a network that Keras saved, and looks whether it takes these trials. */
export async function fromKeras(
  file: string,
  { channels, samples, classes }: Trials,
): Promise<tf.LayersModel> {
  const model = await loadKeras(file).catch((error: Error) => {
    throw new UserError(error.message);
  });
  const sizes = [model.inputs, model.outputs].map((ends) =>
    ends.map(({ shape }) => `[${shape.slice(1).join(', ')}]`).join(' and '),
  );
  const wanted = [`[${channels}, ${samples}, 1]`, `[${classes.length}]`];
  if (sizes.join() !== wanted.join()) {
    throw new UserError(
      `${file} takes ${sizes[0]} and gives ${sizes[1]}; these trials need a network that takes ${wanted[0]} and gives ${wanted[1]}.`,
    );
  }
  return model;
}
