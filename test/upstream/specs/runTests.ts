import '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util.js';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import jasmineCore from 'jasmine-core';
import type { Message } from '../messages.js';

/** Runs TensorFlow.js's tests on the backend that the command line names, and tells the parent process how each went. */
export async function runTests(): Promise<void> {
  const [backendName, wasmFolder] = process.argv.slice(2);
  const jasmine = jasmineCore.boot(jasmineCore).getEnv();
  setWasmPaths(wasmFolder);
  setTestEnvs([{ name: backendName, backendName, isDataSync: true }]);
  // They read both of the above while they load.
  await import('@tensorflow/tfjs-core/dist/tests.js');

  const errors: string[] = [];
  const noteErrors = (where: string, failures: jasmineCore.Failure[]) =>
    errors.push(...failures.map(({ message }) => `${where}: ${message}`));
  // Some fail where they run in another order, on stock as well.
  jasmine.configure({ random: false });
  jasmine.addReporter({
    specStarted: ({ fullName }) => tell({ started: fullName }),
    specDone: ({ fullName, status, failedExpectations }) =>
      tell({ name: fullName, status, message: failedExpectations[0]?.message }),
    suiteDone: ({ fullName, failedExpectations }) => noteErrors(fullName, failedExpectations),
    jasmineDone: ({ failedExpectations }) => {
      noteErrors('the run', failedExpectations);
      tell({ errors });
    },
  });
  // The parent has read all results, or is gone.
  process.on('disconnect', () => process.exit());
  jasmine.execute();
}

function tell(message: Message): void {
  process.send?.(message);
}
