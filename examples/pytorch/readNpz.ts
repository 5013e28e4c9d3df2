import * as tf from '@tensorflow/tfjs';
import { unzipSync } from 'fflate';
import { load } from 'npyjs';

/** PyTorch's `state_dict`: weights by name, such as `features.0.weight`. */
export type StateDict = Map<string, tf.Tensor>;

/**
 * Reads a `state_dict` that Python saved with
 * `np.savez("weights.npz", **{name: w.cpu().numpy() for name, w in model.state_dict().items()})`.
 */
export async function readNpz(bytes: Uint8Array): Promise<StateDict> {
  const entries = await Promise.all(
    Object.entries(unzipSync(bytes)).map(async ([file, content]) => {
      const { data, shape, dtype } = await load(content);
      return { name: file.replace(/\.npy$/, ''), data: data as Float32Array, shape, dtype };
    }),
  );
  // The others are counts: `num_batches_tracked`.
  const weights = entries.filter(({ dtype }) => dtype.startsWith('f'));
  return new Map(weights.map(({ name, data, shape }) => [name, tf.tensor(data, shape, 'float32')]));
}
