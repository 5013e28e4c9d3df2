import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { type Json, readJson, weightsFile, writeJson } from '../node/savedModel.js';

/** Weights of one shape after another, as a weight file holds them. */
export function float32(...values: number[]): Buffer {
  return Buffer.from(Float32Array.from(values).buffer);
}

export function valuesOf(folder: string, file?: string): number[] {
  const bytes = readFileSync(file == null ? weightsFile(folder) : join(folder, file));
  return Array.from(
    new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)),
  );
}

/**
 * A model as the converter wrote it from Keras 2: snake_case, the configuration inside `model_config`, no `format`, and
 * the names of weight files without an ending. Norms of the kernel's units: 5 and 1; its own bound is 2.
 */
export function writeKerasModel(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const initializer = {
    class_name: 'VarianceScaling',
    config: { scale: 1, mode: 'fan_avg', distribution: 'uniform', seed: null },
  };
  writeJson(folder, {
    modelTopology: {
      keras_version: '2.1.6-tf',
      backend: 'tensorflow',
      model_config: {
        class_name: 'Sequential',
        config: [
          {
            class_name: 'Dense',
            config: {
              name: 'dense_1',
              trainable: true,
              batch_input_shape: [null, 2],
              dtype: 'float32',
              units: 2,
              activation: 'linear',
              use_bias: true,
              kernel_initializer: initializer,
              bias_initializer: { class_name: 'Zeros', config: {} },
              kernel_regularizer: null,
              bias_regularizer: null,
              activity_regularizer: null,
              kernel_constraint: { class_name: 'MaxNorm', config: { max_value: 2, axis: 0 } },
              bias_constraint: null,
            },
          },
        ],
      },
      training_config: { loss: 'a_loss_of_their_own', optimizer_config: {}, metrics: [] },
    },
    weightsManifest: [
      {
        paths: ['group1-shard1of2', 'group1-shard2of2'],
        weights: [
          { name: 'dense_1/kernel', shape: [2, 2], dtype: 'float32' },
          { name: 'dense_1/bias', shape: [2], dtype: 'float32' },
        ],
      },
    ],
  });
  const bytes = float32(3, 0.6, 4, 0.8, 7, 8);
  // Cut within the kernel's third value.
  writeFileSync(join(folder, 'group1-shard1of2'), bytes.subarray(0, 10));
  writeFileSync(join(folder, 'group1-shard2of2'), bytes.subarray(10));
}

/** Saved by plain TensorFlow.js, as far as the files can tell: weights far outside of the model's own bound of 1. */
export async function writePlainModel(folder: string, save: tf.io.IOHandler): Promise<Json> {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        units: 2,
        inputShape: [2],
        name: 'hidden',
        kernelConstraint: tf.constraints.maxNorm({ maxValue: 1, axis: 0 }),
      }),
      tf.layers.dense({ units: 1, name: 'logits' }),
    ],
  });
  await model.save(save);
  writeFileSync(weightsFile(folder), float32(3, 0.3, 4, 0.4, 0, 0, 6, 8, 9));
  return readJson(folder);
}

/** A graph of every operation with a kernel, one weight each: `<op>/w`. All values are 1. */
export function writeGraphModel(folder: string): void {
  const kernels: [op: string, shape: number[], attr?: object][] = [
    ['MatMul', [4, 9]],
    ['_FusedMatMul', [4, 9], { transpose_b: { b: true } }],
    ['_FusedConv2D', [2, 2, 4, 3]],
    ['DepthwiseConv2dNative', [2, 2, 3, 1]],
    ['Conv2DBackpropInput', [2, 2, 3, 9]],
    ['GatherV2', [5, 4]],
  ];
  const weights = [
    ...kernels.map(([op, shape]) => ({ name: `${op}/w`, shape, dtype: 'float32' })),
    { name: 'BiasAdd/b', shape: [4], dtype: 'float32' },
    { name: 'shape', shape: [2], dtype: 'int32' },
  ];
  const nodes = kernels.flatMap(([op, , attr]) => [
    { name: `${op}/w`, op: 'Const' },
    { name: `${op}/read`, op: 'Identity', input: [`${op}/w`] },
    {
      name: op,
      op,
      input: op === 'GatherV2' ? [`${op}/read`, 'x'] : ['x', `${op}/read:0`],
      ...(attr && { attr }),
    },
  ]);
  mkdirSync(folder, { recursive: true });
  writeJson(folder, {
    format: 'graph-model',
    modelTopology: { node: [{ name: 'x', op: 'Placeholder' }, null, { op: 7 }, ...nodes] },
    weightsManifest: [{ paths: ['group1-shard1of1.bin'], weights }],
  });
  const size = weights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b), 0);
  writeFileSync(
    join(folder, 'group1-shard1of1.bin'),
    float32(...Array.from({ length: size }, () => 1)),
  );
}
