import type * as tf from '../../tfjs/tf.js';
import type { WasmBackend } from '../backend.js';

export type TensorInfos = Record<string, tf.TensorInfo>;

/** A kernel for the wasm backend, in terms of the one that it replaces there. */
export interface TrainingKernel {
  kernelName: string;
  /** @param stock Runs the backend's own kernel, on what this one does not handle. */
  run: (params: KernelParams, stock: () => tf.TensorInfo) => tf.TensorInfo | tf.TensorInfo[];
}

export interface KernelParams {
  inputs: TensorInfos;
  attrs: object;
  backend: WasmBackend;
}
