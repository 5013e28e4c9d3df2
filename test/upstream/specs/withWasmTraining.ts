import { runTests } from './runTests.js';
import '../../../src/index.js';
import '../../../src/layers/index.js';
import { enableWasmTraining } from '../../../src/wasm/index.js';

void enableWasmTraining().then(runTests);
