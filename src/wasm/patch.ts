import * as tf from '../tfjs/tf.js';

type Method = (...args: unknown[]) => unknown;

/** A method of a TensorFlow.js class that runs faster on the wasm backend, and as ever on any other. */
export interface Patch {
  prototype: () => unknown;
  method: string;
  replace: (stock: Method) => (...args: never[]) => unknown;
}

/** Marks what this package put in place of a stock kernel or method, also for a second copy of the package. */
export const STOCK = Symbol.for('tfjs-max-norm/wasm/stock');

export function onWasm(): boolean {
  return tf.getBackend() === 'wasm';
}

export function applyPatch({ prototype, method, replace }: Patch): void {
  const methods = prototype() as Record<string, Method>;
  const stock = methods[method];
  if (STOCK in stock) return;
  methods[method] = Object.assign(replace(stock) as Method, { [STOCK]: stock });
}
