import { fork } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { bundleOf, variants, type Variant } from './bundle.js';
import type { Message } from './messages.js';
import { addResult, passed, type Results } from './results.js';

export const backends = ['cpu', 'wasm'] as const;

export type Backend = (typeof backends)[number];

const LIMIT_MS = 300_000;

const wasmPackage = createRequire(import.meta.url).resolve(
  '@tensorflow/tfjs-backend-wasm/package.json',
);

/** Runs all tests once, in a process of their own, and prints a line when they are through. */
export async function runVariant(backend: Backend, variant: Variant): Promise<Results> {
  const start = performance.now();
  const what = `${backend}, ${variants[variant]}`;
  const results: Results = new Map();
  let current = 'the first test';
  let errors: string[] | undefined;
  let output = '';
  const child = fork(bundleOf(variant), [backend, join(dirname(wasmPackage), 'dist/')], {
    execArgv: [],
    silent: true,
    timeout: LIMIT_MS,
  });
  const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-2000));
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  child.on('message', (message: Message) => {
    if ('started' in message) current = message.started;
    else if ('name' in message) addResult(results, message.name, message);
    else {
      errors = message.errors;
      child.disconnect();
    }
  });
  const reason = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  if (errors == null) {
    throw new Error(
      `${what}: the tests ended early (${String(reason)}), in "${current}".\n${output}`,
    );
  }
  if (errors.length > 0) {
    throw new Error(`${what}: errors outside of tests.\n${errors.join('\n')}`);
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${what}: ${passed(results).length} of ${results.size} pass (${seconds} s)`);
  return results;
}
