import { runTests } from './runTests.js';
import '../../../src/index.js';
import '../../../src/layers/index.js';

void runTests();
