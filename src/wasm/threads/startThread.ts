import * as tf from '../../tfjs/tf.js';
import { type Thread, type ThreadData, threadSource } from './callTaker.js';

/**
 * Starts a thread, which nothing waits for at the end of the process or page.
 *
 * @param died Told when it has ended without being stopped.
 * @throws If it does not start.
 */
export async function startThread(
  data: ThreadData,
  died: (reason: string) => void,
): Promise<Thread> {
  if (!tf.env().getBool('IS_NODE')) return startInBrowser(data, died);
  return (await import('./inNode.js')).startThreadInNode(data, died);
}

async function startInBrowser(data: ThreadData, died: (reason: string) => void): Promise<Thread> {
  const source = `onmessage = ({ data }) => {
    const ready = () => postMessage(null);
    ${threadSource}
  };`;
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url);
  try {
    await new Promise((resolve, reject) => {
      worker.onmessage = resolve;
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(data);
    });
  } finally {
    URL.revokeObjectURL(url);
  }
  worker.onerror = ({ message }) => died(message);
  return { stop: () => worker.terminate() };
}
