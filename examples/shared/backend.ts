import * as tf from '@tensorflow/tfjs';
import { UserError } from './errors.js';
import { provideWebGpu } from './webgpu.js';

/** Backends for Node. `tensorflow` is what `@tensorflow/tfjs-node` and `@tensorflow/tfjs-node-gpu` bring. */
export const BACKENDS = ['tensorflow', 'webgpu', 'wasm', 'cpu'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** A number, or as many as there are cores. */
export type Threads = number | 'auto';

export interface Backend {
  name: BackendName;
  /** What it computes on, or why it was taken, for people to read. */
  why: string[];
}

/** One way to have a backend. */
interface Way {
  name: BackendName;
  from: string;
  /**
   * @param isWanted Whether the backend is asked for by its name.
   * @param threads How many compute, where the backend leaves that to its caller.
   * @returns What it computes on, where that is worth a word.
   */
  prepare(isWanted: boolean, threads: Threads): Promise<string | void>;
}

/** The fastest first. */
const WAYS: Way[] = [
  {
    name: 'tensorflow',
    from: '@tensorflow/tfjs-node-gpu',
    async prepare() {
      await loadTensorFlow(this.from);
      const { isUsingGpuDevice } = tf.findBackend('tensorflow') as { isUsingGpuDevice?: boolean };
      return isUsingGpuDevice ? `${this.from}, on a GPU` : `${this.from}, which finds no GPU`;
    },
  },
  {
    name: 'webgpu',
    from: 'webgpu',
    async prepare(isWanted) {
      const adapter = await provideWebGpu(isWanted);
      await import('@tensorflow/tfjs-backend-webgpu');
      return `on ${adapter}`;
    },
  },
  {
    name: 'tensorflow',
    from: '@tensorflow/tfjs-node',
    prepare() {
      return loadTensorFlow(this.from);
    },
  },
  {
    name: 'wasm',
    from: '@tensorflow/tfjs-backend-wasm',
    async prepare(_isWanted, wanted) {
      await import(this.from);
      const { enableWasmTraining } = await import('tfjs-max-norm/wasm');
      const { threads } = await enableWasmTraining({ threads: wanted });
      if (threads > 1) return `${threads} threads`;
    },
  },
  { name: 'cpu', from: '@tensorflow/tfjs', prepare: async () => {} },
];

/**
 * Makes TensorFlow.js compute on the backend that is asked for, or on the fastest one there is.
 *
 * @param accepted The backends that the caller can use.
 * @param threads How many compute on wasm; the others choose by themselves.
 * @throws A {@link UserError} if the backend that is asked for is not there or does not work.
 */
export async function useBackend(
  wanted?: BackendName,
  accepted: readonly BackendName[] = BACKENDS,
  threads: Threads = 1,
): Promise<Backend> {
  const troubles: string[] = [];
  for (const way of WAYS) {
    const { name } = way;
    if (wanted == null ? !accepted.includes(name) : name !== wanted) continue;
    try {
      const device = await start(way, wanted != null, threads);
      const reasons = wanted == null ? troubles : ['as asked for'];
      return { name, why: device == null ? reasons : [device, ...reasons] };
    } catch (error) {
      troubles.push(troubleOf(way, error));
    }
  }
  throw new UserError(
    wanted == null
      ? `There is no backend to compute on: ${troubles.join('; ')}.`
      : `The backend ${wanted} cannot be used: ${troubles.join('; ')}. ` +
          `Take another, or none to have the fastest found.`,
  );
}

/** In one line if it fits into 80 columns. */
export function describeBackend({ name, why }: Backend): string {
  const line = `Backend: ${name} (${why.join('; ') || 'the fastest there is'}).`;
  return line.length <= 80 ? line : [`Backend: ${name}`, ...why].join('\n- ');
}

/** Starts a backend and has it compute something. */
async function start(way: Way, isWanted: boolean, threads: Threads): Promise<string | void> {
  const { name } = way;
  const device = await way.prepare(isWanted, threads);
  if (!(await tf.setBackend(name))) throw new UserError(`${name} does not start`);
  const sum = tf.tidy(() => tf.matMul([[1, 1]], [[2], [2]]));
  const [four] = await sum.data();
  sum.dispose();
  if (four !== 4) throw new UserError(`${name} computes 2 + 2 = ${four}`);
  return device;
}

async function loadTensorFlow(from: string): Promise<void> {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  await import(from);
}

function troubleOf({ from }: Way, error: unknown): string {
  if (error instanceof UserError) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  const [reason] = message.split('\n');
  const isMissing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
  if (isMissing && reason.includes(`'${from}'`)) return `${from} is not installed`;
  return `${from} does not work with Node ${process.version} (${reason.replace(/\.$/, '')})`;
}
