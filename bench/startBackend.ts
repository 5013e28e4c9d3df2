import * as tf from '@tensorflow/tfjs';

/** Whether the backend is there, and now the current one. */
export async function startBackend(backend: string): Promise<boolean> {
  try {
    if (backend === 'tensorflow') {
      process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
      // A variable, since TypeScript looks for a literal where it need not be installed.
      const tfjsNode = '@tensorflow/tfjs-node';
      await import(tfjsNode);
    }
    return await tf.setBackend(backend);
  } catch {
    return false;
  }
}
