import { cpus } from 'node:os';
import * as tf from '@tensorflow/tfjs';

/** What ran, and on what. */
export function machine(): string {
  const [{ model }] = cpus();
  return `${cpus().length} cores, ${model.trim()}, Node ${process.version}, TensorFlow.js ${tf.version.tfjs}`;
}

/** Two significant digits, or all before the point. */
export function digits(value: number): string {
  return value >= 10 ? value.toFixed(0) : Number(value.toPrecision(2)).toString();
}
