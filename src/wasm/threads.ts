import * as tf from '../tfjs/tf.js';
import { addressOf, type WasmBackend, withScratch } from '../kernels/wasmBackend.js';
import { type RoutineName, trainingModule } from './trainingModule.js';

/** A routine's arguments, but for its working memory, which comes last. */
export type Call = number[];

/** The threads that a backend was started with. */
export interface Threads {
  count: number;
  /** Runs the calls in any order, each with working memory of its own, and returns when all are done. */
  run(routine: string, calls: Call[], scratchBytes: number): void;
}

/** Also for another copy of the package. */
const THREADS = Symbol.for('tfjs-max-norm/wasm/threads');

export function threadsOf(backend: object): Threads | undefined {
  return (backend as { [THREADS]?: Threads })[THREADS];
}

export function setThreads(backend: object, threads: Threads): void {
  Object.assign(backend, { [THREADS]: threads });
}

/** What starts the backend: with threads, after they were asked for. */
export interface ThreadedFactory {
  (): Promise<tf.KernelBackend>;
  threads?: number;
}

/** How many threads the backend has, or will have. */
export function threadsInForce(): number {
  const { registry, registryFactory } = tf.engine();
  if ('wasm' in registry) return threadsOf(registry.wasm)?.count ?? 1;
  return (registryFactory.wasm.factory as ThreadedFactory).threads ?? 1;
}

/** Another thread takes some 50 microseconds to wake up: fewer operations are not worth it. Tests take fewer. */
export const smallest = { part: 2 ** 20 };

/** More than one, since what else the machine does slows threads at any time. */
const PARTS_PER_THREAD = 4;

/**
 * The ranges that `size` rows, columns, images or elements are cut into: one, if there is one thread.
 *
 * @param operations Multiplications and additions, or what takes as long, of all of them.
 * @param multiple Where a range may start.
 * @param perThread At most; 1 where all parts prepare the same.
 */
export function partsOf(
  backend: WasmBackend,
  size: number,
  operations: number,
  multiple = 1,
  perThread = PARTS_PER_THREAD,
): [from: number, end: number][] {
  const threads = threadsOf(backend);
  const most = threads == null ? 1 : threads.count * perThread;
  const count = Math.max(1, Math.min(most, Math.floor(operations / smallest.part)));
  const length = Math.ceil(size / multiple / count) * multiple;
  if (length >= size) return [[0, size]];
  return Array.from({ length: Math.ceil(size / length) }, (_, i) => [
    i * length,
    Math.min(size, (i + 1) * length),
  ]);
}

/** As {@link partsOf}, of batches: where the images of each part lie. */
export function imagesOf(
  backend: WasmBackend,
  batches: tf.TensorInfo[],
  operations: number,
): { count: number; addresses: number[] }[] {
  const imageBytes = batches.map(({ shape: [, ...image] }) => 4 * tf.util.sizeFromShape(image));
  const starts = batches.map((tensor) => addressOf(backend, tensor));
  return partsOf(backend, batches[0].shape[0], operations).map(([from, end]) => ({
    count: end - from,
    addresses: starts.map((start, i) => start + from * imageBytes[i]),
  }));
}

/**
 * Runs a routine once for each call, on all threads if there are several.
 *
 * @param operations As of `partsOf`, if the calls are not its parts.
 */
export function runCalls(
  backend: WasmBackend,
  routine: RoutineName,
  calls: Call[],
  scratchBytes = 0,
  operations = Infinity,
): void {
  const threads = threadsOf(backend);
  if (threads != null && calls.length > 1 && operations >= 2 * smallest.part) {
    threads.run(routine, calls, scratchBytes);
    return;
  }
  const module = trainingModule(backend);
  withScratch(backend, scratchBytes, (scratch) => {
    for (const call of calls) module[routine](...call, scratch);
  });
}
