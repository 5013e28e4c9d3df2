import { readFileSync, writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';

/** A tensor as it lies in a JSON file between TypeScript and Python. */
export interface Plain {
  shape: number[];
  dtype: string;
  data: number[];
}

export function plain(tensor: tf.Tensor): Plain {
  return { shape: tensor.shape, dtype: tensor.dtype, data: Array.from(tensor.dataSync()) };
}

export function tensor({ shape, dtype, data }: Plain): tf.Tensor {
  return tf.tensor(data, shape, dtype as tf.DataType);
}

export function predict(model: tf.LayersModel, inputs: tf.Tensor[]): tf.Tensor[] {
  const outputs = model.predict(inputs.length === 1 ? inputs[0] : inputs);
  return Array.isArray(outputs) ? outputs : [outputs];
}

/** The largest difference, in units of the largest value or of 1. */
export function difference(a: tf.Tensor, b: tf.Tensor): number {
  if (a.shape.join() !== b.shape.join()) return Infinity;
  const [x, y] = [a, b].map((value) => Array.from(value.dataSync()));
  const scale = x.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return x.reduce((most, value, i) => Math.max(most, Math.abs(value - y[i]) / scale), 0);
}

export function writeJson(path: string, value: unknown): void {
  writeFileSync(path, JSON.stringify(value));
}

export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
