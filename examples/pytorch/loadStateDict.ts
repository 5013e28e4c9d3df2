import * as tf from '@tensorflow/tfjs';
import type { StateDict } from './readNpz.js';

/** What PyTorch calls each weight. */
const TORCH_NAMES: Record<string, string> = {
  kernel: 'weight',
  depthwise_kernel: 'weight',
  embeddings: 'weight',
  gamma: 'weight',
  bias: 'bias',
  beta: 'bias',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
};

/**
 * Gives a model the weights of a PyTorch module with the same layers. Each layer has the name of its module:
 * `tf.layers.dense({ name: 'head', units: 10 })` gets `head.weight` and `head.bias`.
 *
 * @throws {Error} If a weight is missing, has another shape, or is left over; the model is then as it was.
 */
export function loadStateDict(model: tf.LayersModel, stateDict: StateDict): void {
  tf.tidy(() => {
    const leftOver = new Set(stateDict.keys());
    const converted = model.layers.map((layer) =>
      layer.weights.map(({ originalName, shape }) => {
        const kind = originalName.slice(originalName.lastIndexOf('/') + 1);
        const name = `${layer.name}.${TORCH_NAMES[kind] ?? kind}`;
        const weight = stateDict.get(name);
        if (weight == null) {
          throw new Error(
            `The state_dict has no ${name}, for ${kind} of the ${layer.getClassName()}.`,
          );
        }
        leftOver.delete(name);
        return inLayout(kind, name, weight, shape as number[]);
      }),
    );
    if (leftOver.size > 0) {
      throw new Error(`The model has no layer for ${[...leftOver].join(', ')} of the state_dict.`);
    }
    model.layers.forEach((layer, i) => layer.setWeights(converted[i]));
  });
}

function inLayout(kind: string, name: string, weight: tf.Tensor, shape: number[]): tf.Tensor {
  const moved =
    kind === 'kernel'
      ? spatialFirst(weight)
      : kind === 'depthwise_kernel'
        ? depthwise(weight, shape)
        : weight;
  if (moved.shape.join() !== shape.join()) {
    throw new Error(
      `${name} has the shape [${weight.shape.join(', ')}], which gives [${moved.shape.join(', ')}]; ` +
        `the layer takes [${shape.join(', ')}].`,
    );
  }
  return moved;
}

/**
 * `[out, in, ...size]` as `[...size, in, out]`: Linear, Conv1d, Conv2d, Conv3d. The same of ConvTranspose2d and 3d, which
 * have `[in, out, ...size]` there and `[...size, out, in]` here.
 */
function spatialFirst(weight: tf.Tensor): tf.Tensor {
  const [out, into, ...size] = weight.shape.keys();
  return tf.transpose(weight, [...size, into, out]);
}

/** `[channels * multiplier, 1, h, w]` as `[h, w, channels, multiplier]`. */
function depthwise(weight: tf.Tensor, [, , channels, multiplier]: number[]): tf.Tensor {
  const [filters, one, ...size] = weight.shape;
  if (filters !== channels * multiplier || one !== 1) return weight;
  return tf.transpose(tf.reshape(weight, [channels, multiplier, ...size]), [2, 3, 0, 1]);
}
