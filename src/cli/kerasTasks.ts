import '../register.js';
import type { NormRow } from '../monitor/normReport.js';
import type * as tf from '../tfjs/tf.js';
import { useCpu } from './useCpu.js';

/** The tasks for an untrusted Keras file. Their results are sent from one thread to another. */
export const kerasTasks = {
  async artifacts(path: string): Promise<tf.io.ModelArtifacts> {
    await useCpu();
    const { loadKeras } = await import('../keras/loadKeras.js');
    const { artifactsOf } = await import('./artifactsOf.js');
    return artifactsOf(await loadKeras(path, { training: false }));
  },
  async norms(path: string): Promise<NormRow[]> {
    await useCpu();
    const { loadKerasAsStored } = await import('../keras/loadKeras.js');
    const { normReport } = await import('../monitor/normReport.js');
    return normReport(await loadKerasAsStored(path), { kernels: true });
  },
};

export type KerasTasks = typeof kerasTasks;
