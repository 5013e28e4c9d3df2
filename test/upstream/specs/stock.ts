import { runTests } from './runTests.js';

void runTests();
