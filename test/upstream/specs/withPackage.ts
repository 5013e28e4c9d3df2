import { runTests } from './runTests.js';
import '../../../src/index.js';

void runTests();
