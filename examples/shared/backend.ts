import * as tf from '@tensorflow/tfjs';
import { UserError } from './errors.js';

/** Backends for Node, the fastest first. `tensorflow` is what `@tensorflow/tfjs-node` brings. */
export const BACKENDS = ['tensorflow', 'wasm', 'cpu'] as const;
export type BackendName = (typeof BACKENDS)[number];

export interface Backend {
  name: BackendName;
  /** Why this one, for people to read. */
  why: string;
}

/**
 * Makes TensorFlow.js compute on the backend that is asked for, or on the fastest one there is.
 *
 * @throws A {@link UserError} if the backend that is asked for is not there or does not work.
 */
export async function useBackend(wanted?: BackendName): Promise<Backend> {
  if (wanted != null) {
    const trouble = await start(wanted);
    if (trouble == null) return { name: wanted, why: 'as asked for' };
    throw new UserError(
      `The backend ${wanted} cannot be used: ${trouble}. Take another, or none to have the fastest found.`,
    );
  }
  const troubles: string[] = [];
  for (const name of BACKENDS) {
    const trouble = await start(name);
    if (trouble == null) return { name, why: troubles.join('; ') || 'the fastest there is' };
    troubles.push(trouble);
  }
  throw new UserError(`There is no backend to compute on: ${troubles.join('; ')}.`);
}

/** Starts a backend and has it compute something; what is wrong with it, if anything. */
async function start(name: BackendName): Promise<string | undefined> {
  try {
    await prepare[name]();
    if (!(await tf.setBackend(name))) return `${name} does not start`;
    const four = tf.tidy(() => tf.matMul([[1, 1]], [[2], [2]]).dataSync()[0]);
    return four === 4 ? undefined : `${name} computes 2 + 2 = ${four}`;
  } catch (error) {
    return isMissing(error) ? `${packages[name]} is not installed` : broken(name, error);
  }
}

const packages: Record<BackendName, string> = {
  tensorflow: '@tensorflow/tfjs-node',
  wasm: '@tensorflow/tfjs-backend-wasm',
  cpu: '@tensorflow/tfjs',
};

const prepare: Record<BackendName, () => Promise<void>> = {
  async tensorflow() {
    process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
    await import(packages.tensorflow);
  },
  async wasm() {
    await import(packages.wasm);
    const { enableWasmTraining } = await import('tfjs-max-norm/wasm');
    await enableWasmTraining();
  },
  async cpu() {},
};

function isMissing(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return (
    (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') &&
    Object.values(packages).some((name) => message.split('\n')[0].includes(`'${name}'`))
  );
}

function broken(name: BackendName, error: unknown): string {
  const [reason] = (error as Error).message.split('\n');
  return `${packages[name]} does not work with Node ${process.version} (${reason.replace(/\.$/, '')})`;
}
