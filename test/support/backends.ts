import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';

/**
 * The backends on this machine: cpu and wasm everywhere, tensorflow where tfjs-node is installed and works.
 * `TEST_BACKENDS=tensorflow` runs those tests on that one alone, and fails where it is not there.
 */
export const backends: string[] = process.env.TEST_BACKENDS?.split(',') ?? [
  'cpu',
  'wasm',
  ...(hasTfjsNode() ? ['tensorflow'] : []),
];
if (backends.includes('tensorflow') && !hasTfjsNode()) {
  throw new Error('TEST_BACKENDS names tensorflow, but @tensorflow/tfjs-node does not load.');
}

function hasTfjsNode(): boolean {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- optional, so it cannot be imported
    require('@tensorflow/tfjs-node');
    return tf.findBackend('tensorflow') != null;
  } catch {
    return false;
  }
}

/** Runs the tests once on each backend. */
export function describeBackends(title: string, tests: (backend: string) => void): void {
  describe.each(backends)(`${title} on %s`, (backend) => {
    beforeAll(async () => {
      await tf.setBackend(backend);
      await tf.ready();
    });
    tests(backend);
  });
}
