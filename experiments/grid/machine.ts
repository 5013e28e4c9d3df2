import { cpus } from 'node:os';
import * as tf from '@tensorflow/tfjs';

/** What runs were computed on. */
export function machine(): string {
  const [{ model }] = cpus();
  return `${cpus().length} cores (${model.trim()}), Node ${process.versions.node}, TensorFlow.js ${tf.version.tfjs}`;
}
