import * as tf from '../../tfjs/tf.js';
import type { WasmBackend } from '../../kernels/wasmBackend.js';

export type TensorInfos<Input extends string = string> = Record<Input, tf.TensorInfo>;
type Shape = readonly number[];

/**
 * A kernel for the wasm backend. Its routine works on bare addresses and trusts every size that it is given, so it says
 * beforehand which tensors it was written for. It never sees others: see `planFor`.
 */
export interface TrainingKernel<Input extends string = string, Sizes = unknown> {
  kernelName: string;
  /** Which kernel runs for others. Few stock kernels look at their tensors: most of them trust every size, too. */
  otherwise: 'stock' | 'cpu';
  /** Whether those run as well where the backend has no threads. */
  needsThreads?: true;
  /** The tensors that the routine reads, and the dtypes that each may have. */
  dtypes: Record<Input, readonly tf.DataType[]>;
  /** `null` where it was not written for these attributes or shapes. */
  plan(inputs: TensorInfos<Input>, attrs: object): Plan<Input, Sizes> | null;
  run(call: Call<Input, Sizes>): tf.TensorInfo | tf.TensorInfo[];
}

/** What TensorFlow.js calls a kernel with. */
export interface KernelParams {
  inputs: TensorInfos;
  attrs: object;
  backend: WasmBackend;
}

export interface Plan<Input extends string, Sizes = unknown> {
  /** The shape that the routine takes each tensor to have. */
  reads: Record<Input, Shape>;
  /** The shapes of its float32 results. */
  writes: Shape[];
  sizes: Sizes;
}

export interface Call<Input extends string, Sizes> {
  inputs: TensorInfos<Input>;
  /** As `writes` of the plan. */
  outputs: tf.TensorInfo[];
  sizes: Sizes;
  attrs: object;
  backend: WasmBackend;
}

/** The only dtype that most routines know. */
export const FLOAT32: readonly tf.DataType[] = ['float32'];

/** The kernel's plan for these tensors, or `null` if it was not written for them. */
export function planFor<Input extends string, Sizes>(
  kernel: TrainingKernel<Input, Sizes>,
  inputs: TensorInfos,
  attrs: object,
): Plan<Input, Sizes> | null {
  for (const name in kernel.dtypes) {
    const input = inputs[name] as (tf.TensorInfo & { isDisposed?: boolean }) | undefined;
    if (input == null || input.isDisposed === true) return null;
    if (!kernel.dtypes[name].includes(input.dtype)) return null;
  }
  const plan = kernel.plan(inputs, attrs);
  if (plan == null || !plan.writes.every(isShape)) return null;
  for (const name in kernel.dtypes) {
    if (!sameShape(inputs[name].shape, plan.reads[name])) return null;
  }
  return plan;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return tf.util.arraysEqual(a as number[], b as number[]);
}

function isShape(shape: Shape): boolean {
  return shape.every((size) => Number.isInteger(size) && size >= 0);
}
