/** A module as it is for a memory of one thread, and for a memory that is shared between threads. */
export interface Builds<T> {
  plain: T;
  shared: T;
}

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

export function buildFor<T>({ buffer }: WebAssembly.Memory, { plain, shared }: Builds<T>): T {
  return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer
    ? shared
    : plain;
}

/** What a module exports, working on `memory`. */
export function instantiateOn<Exports>(
  memory: WebAssembly.Memory,
  module: WebAssembly.Module,
): Exports {
  return new WebAssembly.Instance(module, { env: { memory, abort } }).exports as unknown as Exports;
}

function abort(): void {
  throw new Error('A WebAssembly kernel of tfjs-max-norm stopped.');
}
