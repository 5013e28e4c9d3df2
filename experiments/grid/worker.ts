import workerpool from 'workerpool';
import { useBackend } from '../../examples/shared/backend.js';
import { loadMnist, type Mnist } from '../../examples/shared/mnist/load.js';
import { experiments } from '../experiments.js';
import type { Task } from './workers.js';

let digits: Promise<Mnist> | undefined;

async function train({ experiment, settings, seed, checkpoint, backend, threads, data }: Task) {
  await useBackend(backend, undefined, threads);
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
