import workerpool from 'workerpool';
import { type BackendName, useBackend } from '../../examples/shared/backend.js';
import { loadMnist, type Mnist } from '../../examples/shared/mnist/load.js';
import { experiments } from '../experiments.js';

/** A run that another process is to do; plain data. */
export interface Task {
  experiment: string;
  settings: object;
  seed: number;
  checkpoint: string;
  backend: BackendName;
  /** Folder of MNIST. */
  data: string | undefined;
}

let digits: Promise<Mnist> | undefined;

async function train({ experiment, settings, seed, checkpoint, backend, data }: Task) {
  await useBackend(backend);
  digits ??= loadMnist(data);
  return experiments
    .find(({ name }) => name === experiment)!
    .train(settings, {
      seed,
      mnist: await digits,
      checkpoint,
      progress: (share) => workerpool.workerEmit(share),
    });
}

workerpool.worker({ train });
