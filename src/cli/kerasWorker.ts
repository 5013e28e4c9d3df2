// A separate thread, which can be stopped: one damaged byte of an HDF5 file can make HDF5 run forever.
import { parentPort, workerData } from 'node:worker_threads';
import { kerasTasks } from './kerasTasks.js';

const { task, path } = workerData as { task: keyof typeof kerasTasks; path: string };

kerasTasks[task](path).then(
  (result) => parentPort!.postMessage({ result }),
  (error: Error) => parentPort!.postMessage({ error: error.message }),
);
