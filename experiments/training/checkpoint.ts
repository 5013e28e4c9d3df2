import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import * as tf from '@tensorflow/tfjs';
import { UserError } from '../../examples/shared/errors.js';

/** What a run needs to go on where it stopped. */
interface Checkpoint<Notes> {
  notes: Notes;
  model: tf.Tensor[];
  optimizer: NamedTensor[];
}

interface NamedTensor {
  name: string;
  tensor: tf.Tensor;
}

interface Saved<Notes> {
  notes: Notes;
  model: Weights;
  optimizer: Weights;
}

interface Weights {
  data: ArrayBuffer;
  specs: tf.io.WeightsManifestEntry[];
}

/** Writes the model's weights and the optimizer's to a file, whole or not at all. */
export async function saveCheckpoint<Notes>(
  path: string,
  model: tf.LayersModel,
  optimizer: tf.Optimizer,
  notes: Notes,
): Promise<void> {
  const named = model.getWeights().map((tensor, i) => ({ name: String(i), tensor }));
  const state = await optimizer.getWeights();
  const saved: Saved<Notes> = {
    notes,
    model: await encode(named),
    optimizer: await encode(state),
  };
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.new`, serialize(saved));
  await rename(`${path}.new`, path);
}

/** Puts model and optimizer in the state of the checkpoint; its notes, or `undefined` if there is none. */
export async function restoreCheckpoint<Notes>(
  path: string,
  model: tf.LayersModel,
  optimizer: tf.Optimizer,
): Promise<Notes | undefined> {
  if (!existsSync(path)) return undefined;
  const checkpoint = await read<Notes>(path);
  model.setWeights(checkpoint.model);
  await optimizer.setWeights(checkpoint.optimizer);
  tf.dispose([checkpoint.model, checkpoint.optimizer.map(({ tensor }) => tensor)]);
  return checkpoint.notes;
}

async function encode(weights: NamedTensor[]): Promise<Weights> {
  return tf.io.encodeWeights(weights);
}

async function read<Notes>(path: string): Promise<Checkpoint<Notes>> {
  try {
    const { notes, model, optimizer } = deserialize(await readFile(path)) as Saved<Notes>;
    return {
      notes,
      model: decode(model).map(({ tensor }) => tensor),
      optimizer: decode(optimizer),
    };
  } catch (error) {
    throw new UserError(
      `${path}: is no checkpoint of this program (${(error as Error).message}); remove it to start that run anew.`,
    );
  }
}

function decode({ data, specs }: Weights): NamedTensor[] {
  const tensors = tf.io.decodeWeights(data, specs);
  return specs.map(({ name }) => ({ name, tensor: tensors[name] }));
}
