import assert from 'node:assert/strict';
import type { Report } from './checkBackend.js';

export function assertReport({ findings, hasKernel, training }: Report): void {
  assert.deepEqual(findings, []);
  assert.equal(hasKernel, true);
  assert.equal(training.leftOver, 0);
  assert.ok(training.largest <= 0.5 * (1 + 1e-6), `a norm of ${training.largest}`);
  assert.ok(training.largest > 0.49, `c never bit: ${training.largest}`);
}
