import * as core from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import type * as Package from '../../src/index.js';

/** A second copy of this package, with the same TensorFlow.js: the CommonJS build beside the ESM one, say. */
export function secondCopy(): typeof Package {
  let second: typeof Package;
  jest.isolateModules(() => {
    jest.doMock('@tensorflow/tfjs-core', () => core);
    jest.doMock('@tensorflow/tfjs-layers', () => layers);
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a second copy
    second = require('../../src/index.js') as typeof Package;
    jest.dontMock('@tensorflow/tfjs-core').dontMock('@tensorflow/tfjs-layers');
  });
  return second!;
}
